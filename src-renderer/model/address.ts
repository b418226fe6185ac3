import { groupsOf } from './groups.ts';

/** `host:port`, with brackets around an IPv6 address. */
export function formatAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A fingerprint in groups of four characters, so that two people can compare it by eye or aloud; each with its place. */
export function fingerprintGroups(fingerprint: string): { at: number; text: string }[] {
  return groupsOf(fingerprint, 4);
}

/** True for what is meant as a link that adds a person or leads to a server. */
export function isPersonLink(text: string): boolean {
  return /^miyu:/i.test(text.trim());
}
