import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may use the host: browsers that came with the one-time token, told apart by a cookie as long as the host runs. */
export class Sessions {
  #token = secret();
  #cookies = new Set<string>();
  #cookieName: string;

  /** Cookies do not keep ports apart: two hosts on one machine need two names. */
  constructor(port: number) {
    this.#cookieName = `miyu-${port}`;
  }

  /** The token that has not been used yet. */
  get token(): string {
    return this.#token;
  }

  /** Takes the token once; the next one is a new one. Returns the cookie to set, or undefined for any other token. */
  open(token: string): string | undefined {
    if (!isSame(token, this.#token)) return undefined;
    this.#token = secret();
    const cookie = secret();
    this.#cookies.add(cookie);
    return `${this.#cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  has(request: IncomingMessage): boolean {
    const cookie = readCookie(request.headers.cookie ?? '', this.#cookieName);
    return cookie !== undefined && [...this.#cookies].some((known) => isSame(cookie, known));
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Hashing first makes the lengths equal, and the comparison's time tell nothing. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

function readCookie(header: string, name: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
