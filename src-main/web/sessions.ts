import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { BrowserSession, PageCredentials, UserAgent } from '../contract/browsers.ts';

/** A page that a session has open. */
export interface SessionPage {
  session: Session;
  /** Gives it other credentials: the ones before are worth nothing any more. */
  renew(credentials: PageCredentials): void;
  /** Tells it who is served. */
  tell(sessions: BrowserSession[]): void;
  /** Shuts it out. */
  end(): void;
}

/** One browser tab that was let in. */
export interface Session {
  readonly id: number;
  readonly credentials: PageCredentials;
  readonly agent: UserAgent;
  readonly since: number;
  /** it may use the account that is open; else it gets no further than the page with the password */
  isIn: boolean;
  /** the person there knows of the sessions up to this one */
  notedUpTo: number;
  /** when its last page was closed */
  closedAt: number;
  /** one, unless the tab was duplicated */
  readonly pages: Set<SessionPage>;
  /** what is being answered beside the bridge, and ends with the session and with the account */
  readonly answers: Set<ServerResponse>;
}

/**
 * Who may use the host: tabs that came with the one-time token. None of them stays in when the account closes; the one
 * that opens it with the password is alone with it then, and another tab needs another token.
 */
export class Sessions {
  readonly #now: () => number;
  readonly #sessions = new Map<number, Session>();
  #token = secret();
  #lastId = 0;
  #isAccountOpen: boolean;
  /** somebody may use the account that is open, and so may who comes with the token */
  #isEntered: boolean;
  /** passwords of pages that the core is looking at */
  #openings = 0;

  constructor(isAccountOpen: boolean, now: () => number) {
    this.#now = now;
    this.#isAccountOpen = isAccountOpen;
    this.#isEntered = isAccountOpen;
  }

  /** The token that has not been used yet. */
  get token(): string {
    return this.#token;
  }

  /**
   * Takes the token once; the next one is a new one. Returns what the tab shows from now on, undefined for any other
   * token.
   */
  open(token: string, agent: UserAgent): PageCredentials | undefined {
    if (!isSame(token, this.#token)) return undefined;
    this.#token = secret();
    const session = this.#add(agent, this.#now(), this.#isEntered);
    this.#tellAll();
    return session.credentials;
  }

  bySecret(shown: string): Session | undefined {
    return this.#find((session) => isSame(shown, session.credentials.secret));
  }

  byMedia(shown: string): Session | undefined {
    return this.#find((session) => isSame(shown, session.credentials.media));
  }

  /** A page of a session has come, and hears who is served. */
  join(page: SessionPage): void {
    page.session.pages.add(page);
    this.#tellAll();
  }

  leave(page: SessionPage): void {
    page.session.pages.delete(page);
    page.session.closedAt = this.#now();
    this.#tellAll();
  }

  /** Ends another session than that of the page. False when there is none by that number. */
  endOther(page: SessionPage, id: number): boolean {
    const session = this.#sessions.get(id);
    if (!session || session === page.session) return false;
    this.#end(session);
    this.#tellAll();
    return true;
  }

  note(page: SessionPage, id: number): void {
    page.session.notedUpTo = Math.max(page.session.notedUpTo, id);
    this.#tellAll();
  }

  /**
   * What a page says it opens the account with is being looked at. An account that opens meanwhile is not for the
   * others.
   */
  async whileOpening<R>(work: () => Promise<R>): Promise<R> {
    this.#openings += 1;
    try {
      return await work();
    } finally {
      this.#openings -= 1;
    }
  }

  /** The core has an account open, or none any more. One that opens without a page's doing is for all. */
  noteAccount(isOpen: boolean): void {
    const hasOpened = isOpen && !this.#isAccountOpen;
    this.#isAccountOpen = isOpen;
    if (isOpen && !(hasOpened && this.#openings === 0)) return;
    this.#isEntered = isOpen;
    for (const session of this.#sessions.values()) {
      session.isIn = isOpen;
      if (!isOpen) cutOff(session);
    }
    this.#tellAll();
  }

  /** The person at that page has opened the account, or left it: it goes on under new credentials, all others end. */
  keepOnly(page: SessionPage, isIn: boolean): void {
    const { agent, since } = page.session;
    page.session.pages.delete(page);
    for (const other of this.#sessions.values()) this.#end(other);
    page.session = this.#add(agent, since, isIn);
    page.session.pages.add(page);
    this.#isEntered = isIn;
    page.renew(page.session.credentials);
    this.#tellAll();
  }

  #add(agent: UserAgent, since: number, isIn: boolean): Session {
    this.#lastId += 1;
    const id = this.#lastId;
    const session = {
      ...{ id, agent, since, isIn, notedUpTo: id, closedAt: since },
      credentials: { secret: secret(), media: secret() },
      pages: new Set<SessionPage>(),
      answers: new Set<ServerResponse>(),
    };
    this.#sessions.set(id, session);
    return session;
  }

  #end(session: Session): void {
    this.#sessions.delete(session.id);
    session.isIn = false;
    cutOff(session);
    for (const page of session.pages) page.end();
  }

  #find(isIt: (session: Session) => boolean): Session | undefined {
    return [...this.#sessions.values()].find(isIt);
  }

  /** Who is served is for those to know who use the account. */
  #tellAll(): void {
    for (const session of this.#sessions.values()) {
      if (!session.isIn) continue;
      for (const page of session.pages) page.tell(this.#seenBy(session));
    }
  }

  #seenBy(viewer: Session): BrowserSession[] {
    return [...this.#sessions.values()].map(({ id, since, agent, closedAt, pages }) => ({
      ...{ id, since, ...agent },
      ...(pages.size === 0 && { closedAt }),
      isThis: id === viewer.id,
      isNew: id > viewer.notedUpTo,
    }));
  }
}

function cutOff({ answers }: Session): void {
  for (const answer of answers) answer.destroy();
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Hashing first makes the lengths equal, and the comparison's time tell nothing. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
