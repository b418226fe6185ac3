import { type PageCredentials, SECRET_HEADER, TOKEN_HEADER } from '../../src-main/contract/browsers.ts';

/**
 * What this tab shows to the web host. The browser keeps it for the tab alone, so that it outlives a reload; other
 * ports of this machine are other origins to it, and do not get it as they would get a cookie.
 */
export interface PageSession {
  readonly credentials: PageCredentials | undefined;
  renew(credentials: PageCredentials): void;
  /** They are worth nothing any more. */
  forget(): void;
  /** Asks the host whether they are good. @throws what `fetch` does where the host is away */
  isGood(): Promise<boolean>;
}

const KEY = 'miyu-session';

/** Trades the one-time token of the page's address for credentials, or goes on with those the tab has. */
export async function openPageSession(): Promise<PageSession> {
  let credentials = (await spendToken()) ?? read();
  if (credentials) keep(credentials);
  return {
    get credentials() {
      return credentials;
    },
    renew(renewed) {
      credentials = renewed;
      keep(renewed);
    },
    forget() {
      credentials = undefined;
      keep(undefined);
    },
    async isGood() {
      if (!credentials) return false;
      const answer = await fetch('/session', { headers: { [SECRET_HEADER]: credentials.secret } });
      return answer.ok;
    },
  };
}

async function spendToken(): Promise<PageCredentials | undefined> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  const answer = await fetch('/session', { method: 'POST', headers: { [TOKEN_HEADER]: token } });
  return answer.ok ? ((await answer.json()) as PageCredentials) : undefined;
}

function read(): PageCredentials | undefined {
  const kept = storage()?.getItem(KEY);
  return kept ? (JSON.parse(kept) as PageCredentials) : undefined;
}

function keep(credentials: PageCredentials | undefined): void {
  if (credentials) storage()?.setItem(KEY, JSON.stringify(credentials));
  else storage()?.removeItem(KEY);
}

/** Browsers that may keep nothing for pages refuse even to be asked: there a reload needs another link. */
function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
