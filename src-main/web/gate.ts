import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from our own page, and not from another website that the same browser shows. The host name
 * is checked because a website can point a name of its own at 127.0.0.1 (DNS rebinding).
 */
export function isFromOwnPage(request: IncomingMessage, authority: string): boolean {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  if (host !== authority) return false;
  if (origin !== undefined && origin !== `http://${authority}`) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Browsers name the origin of every request that changes something, so that a missing one is no browser of ours. */
export function namesOwnOrigin(request: IncomingMessage, authority: string): boolean {
  return request.headers.origin === `http://${authority}`;
}
