/** `host:port`, with brackets around an IPv6 address. */
export function formatAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A fingerprint in groups of four characters, so that two people can compare it by eye or aloud; each with its place. */
export function fingerprintGroups(fingerprint: string): { at: number; text: string }[] {
  return [...fingerprint.matchAll(/.{1,4}/g)].map((match) => ({ at: match.index, text: match[0] }));
}
