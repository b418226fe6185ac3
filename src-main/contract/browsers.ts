import type { Timestamp } from '../../protocol/index.ts';

export type BrowserName = 'Chrome' | 'Edge' | 'Firefox' | 'Opera' | 'Safari';
export type SystemName = 'Android' | 'ChromeOS' | 'iOS' | 'Linux' | 'macOS' | 'Windows';

/** What a browser says of itself; what is not known by name is absent. */
export interface UserAgent {
  browser?: BrowserName;
  system?: SystemName;
}

/** A browser tab that the web host has let in, as one of them sees it. */
export interface BrowserSession extends UserAgent {
  /** grows with each that is let in */
  id: number;
  /** when it was let in */
  since: Timestamp;
  /** when it was closed; absent while it is open */
  closedAt?: Timestamp;
  /** it is the one that sees this */
  isThis: boolean;
  /** it came after the one that sees this, whose person has not taken note of it yet */
  isNew: boolean;
}

/** Who uses the account through the web host. */
export interface Browsers {
  /** Hears the whole list now and whenever it changes, while an account is open; returns what ends it. */
  listen(heard: (sessions: BrowserSession[]) => void): () => void;
  /** Ends another one. @throws ContractError `not-found` */
  end(id: number): Promise<void>;
  /** The person knows of this one, and of those before it. */
  note(id: number): Promise<void>;
}

/**
 * What a page of the web host shows that it was let in. Good for as long as the host runs, unless it is ended before.
 */
export interface PageCredentials {
  /** for the bridge and for files that are taken in */
  secret: string;
  /** for pictures and sounds, as a part of their addresses; nothing else can be had with it */
  media: string;
}

/** Where the page shows its secret: beside the name of the protocol when it opens the bridge, in a header otherwise. */
export const BRIDGE_PROTOCOL = 'miyu';
export const SECRET_HEADER = 'x-miyu-session';
export const TOKEN_HEADER = 'x-miyu-token';
/** The bridge closes with this code when the page's session has ended. */
export const SESSION_ENDED = 4401;
