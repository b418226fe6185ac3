import { BlockList, isIP, isIPv6 } from 'node:net';
import type { AddressSharing } from '../protocol/index.ts';

/** A peer's address as people know it: IPv4 also when it came over an IPv6 socket. */
export function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
}

/** What counts as one peer: an IPv4 address, or the /64 that an IPv6 user can fill at will. */
export function addressKey(address: string): string {
  return addressGroups(address)[0] ?? address;
}

/** Bits of IPv6 networks as they are given to people: a line, a house, a site. */
const IPV6_PREFIXES = [64, 56, 48];

/**
 * The peer and the wider groups it belongs to, which somebody may have all of: an IPv4 address; /64, /56 and /48 of
 * IPv6.
 */
export function addressGroups(address: string): string[] {
  if (!isIPv6(address)) return [address];
  const groups = groupsOf(address);
  return IPV6_PREFIXES.map((bits) => {
    const kept = groups.map((group, index) => group & maskAt(bits - 16 * index)).slice(0, Math.ceil(bits / 16));
    return `${kept.map((group) => group.toString(16)).join(':')}::/${bits}`;
  });
}

/** Of a group of 16 bits, the first ones. */
function maskAt(bits: number): number {
  return bits >= 16 ? 0xffff : bits <= 0 ? 0 : (0xffff << (16 - bits)) & 0xffff;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, gap)).fill('0'), ...right].map((group) => Number.parseInt(group, 16));
}

const local = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const) {
  local.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  local.addSubnet(network, prefix, 'ipv6');
}

/** Whether it is one that networks give out inside: private, link-local or loopback. */
function isLocal(address: string): boolean {
  return isIP(address) !== 0 && local.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether the owner of the one address lets somebody at the other know it. */
export function isShared(sharing: AddressSharing, own: string, viewer: string): boolean {
  switch (sharing) {
    case 'never':
      return false;
    case 'lan':
      return isLocal(own) && isLocal(viewer);
    case 'always':
      return true;
  }
}
