import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from our own page, and not from another website that the same browser shows. The host name
 * is checked because a website can point a name of its own at 127.0.0.1 (DNS rebinding). To browsers another port of
 * 127.0.0.1 is the same site, but not the same origin.
 */
export function isFromOwnPage(request: IncomingMessage, authority: string): boolean {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  if (host !== authority) return false;
  if (origin !== undefined && origin !== `http://${authority}`) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/**
 * Whether a browser goes to the page in a tab of its own, by a link that may lie anywhere. The file that leads there
 * counts as another site. Whoever causes it gets nothing: the page cannot be read or framed, and shows nothing by
 * itself.
 */
export function leadsToPage(request: IncomingMessage, authority: string): boolean {
  const { host, origin, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
  const isInOwnTab = mode === 'navigate' && destination === 'document';
  return request.method === 'GET' && isInOwnTab && host === authority && origin === undefined;
}

/** Browsers name the origin of every request that changes something, so that a missing one is no browser of ours. */
export function namesOwnOrigin(request: IncomingMessage, authority: string): boolean {
  return request.headers.origin === `http://${authority}`;
}
