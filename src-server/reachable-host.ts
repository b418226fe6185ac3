import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * Interfaces that lead to machines within this one, or to the other end of a tunnel: names that Linux, macOS and Windows give them.
 * A bridge of the administrator, such as `br0`, carries the network itself and is none of these.
 */
const VIRTUAL = [
  /^(docker|br-|virbr|veth|vnet|lxc|lxd|incus|podman|cni|flannel|cali|kube|vmnet|vboxnet|ham)/,
  /^(tun|tap|wg|nordlynx|ppp|ipsec|gre|sit|teql|tailscale|zt|utun|gif|stf|bridge\d|awdl|llw|anpi)/,
  /^(vEthernet|VMware|VirtualBox|ZeroTier|Tailscale|WireGuard|OpenVPN|TAP-|Hamachi|Npcap|Teredo|Bluetooth)/i,
  /WSL|Hyper-V|VPN|Loopback/i,
];

/**
 * The address that others on the network can most likely reach this machine by.
 * @param listen what the server listens on when that was said
 */
export function reachableHost(listen: string | undefined, interfaces: Interfaces = networkInterfaces()): string {
  if (listen !== undefined && listen !== '0.0.0.0' && listen !== '::') return listen;
  const addresses = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.map((info) => ({ name, ...info })),
  );
  const outward = addresses.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  // what is equally likely stays in the order of the system
  const [first] = outward.toSorted((one, other) => unlikelihood(one) - unlikelihood(other));
  return first?.address ?? '127.0.0.1';
}

function unlikelihood({ name, address, family }: { name: string; address: string; family: string }): number {
  const isVirtual = VIRTUAL.some((names) => names.test(name));
  // a machine gives itself such an address when no network gives it one
  const isSelfGiven = address.startsWith('169.254.');
  return (isSelfGiven ? 4 : 0) + (isVirtual ? 2 : 0) + (family === 'IPv4' ? 0 : 1);
}
