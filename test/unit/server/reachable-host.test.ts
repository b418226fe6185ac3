import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { reachableHost } from '../../../src-server/reachable-host.ts';

function info(address: string): NetworkInterfaceInfo {
  const shared = { address, mac: '00:00:00:00:00:00', cidr: null, internal: /^(127\.|::1$)/.test(address) };
  return address.includes(':')
    ? { ...shared, family: 'IPv6', netmask: 'ffff:ffff:ffff:ffff::', scopeid: 0 }
    : { ...shared, family: 'IPv4', netmask: '255.255.255.0' };
}

/** As the system lists them, in its order. */
function listed(...interfaces: [name: string, ...addresses: string[]][]) {
  return Object.fromEntries(interfaces.map(([name, ...addresses]) => [name, addresses.map(info)]));
}

const wanted = '192.168.1.20';

it.each([
  ['a laptop', listed(['lo', '127.0.0.1', '::1'], ['wlp2s0', wanted, '2001:db8::5', 'fe80::1'])],
  ['one with Docker', listed(['docker0', '172.17.0.1'], ['br-0a1b2c3d4e5f', '172.18.0.1'], ['enp3s0', wanted])],
  ['one with machines', listed(['virbr0', '192.168.122.1'], ['vnet3', '10.0.3.1'], ['eth0', wanted])],
  [
    'one with tunnels',
    listed(['tun0', '10.8.0.2'], ['wg0', '10.9.0.2'], ['tailscale0', '100.101.1.2'], ['eth0', wanted]),
  ],
  ['one with ZeroTier', listed(['ztabcdef12', '10.147.17.5'], ['eth0', wanted])],
  ['one whose network is a bridge', listed(['docker0', '172.17.0.1'], ['br0', wanted])],
  ['a Mac', listed(['lo0', '127.0.0.1'], ['utun3', '10.8.0.2'], ['bridge100', '192.168.64.1'], ['en0', wanted])],
  [
    'Windows',
    listed(
      ['vEthernet (WSL (Hyper-V firewall))', '172.28.16.1'],
      ['vEthernet (Default Switch)', '172.20.0.1'],
      ['VMware Network Adapter VMnet8', '192.168.56.1'],
      ['Tailscale', '100.101.1.2'],
      ['WLAN', wanted],
    ),
  ],
  [
    'Windows in Chinese',
    listed(['本地连接* 1', '169.254.10.1'], ['以太网', wanted], ['Loopback Pseudo-Interface 1', '127.0.0.1']),
  ],
  ['one that waited for an address', listed(['eth0', '169.254.7.7'], ['wlan0', wanted])],
])('%s is reached by its own network', (_, interfaces) => {
  expect(reachableHost(undefined, interfaces)).toBe(wanted);
  expect(reachableHost('0.0.0.0', interfaces)).toBe(wanted);
  expect(reachableHost('::', interfaces)).toBe(wanted);
});

it.each([
  ['nothing but IPv6', listed(['docker0', '172.17.0.1'], ['eth0', 'fe80::1', '2001:db8::5']), '2001:db8::5'],
  ['nothing but a tunnel', listed(['lo', '127.0.0.1'], ['wg0', '10.9.0.2']), '10.9.0.2'],
  ['a tunnel, and a cable that leads nowhere', listed(['eth0', '169.254.7.7'], ['wg0', '10.9.0.2']), '10.9.0.2'],
  ['no network', listed(['lo', '127.0.0.1', '::1']), '127.0.0.1'],
  ['two networks', listed(['eth0', '10.0.0.5'], ['eth1', '192.168.1.5']), '10.0.0.5'],
])('where there is %s it is %s', (_, interfaces, address) => {
  expect(reachableHost(undefined, interfaces)).toBe(address);
});

it('is what the server listens on when that was said', () => {
  expect(reachableHost('10.1.2.3', listed(['eth0', wanted]))).toBe('10.1.2.3');
});
