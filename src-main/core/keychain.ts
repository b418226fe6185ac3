/** Keeps a secret with the help of the operating system, so that an account opens without its password. */
export interface Keychain {
  /** Whether it can keep secrets now. It may say so long after the start, and fail later. */
  readonly isReady: boolean;
  /** Hears when `isReady` has changed. */
  listen(changed: () => void): void;
  /** Whether nobody but this person's system can open what was kept at some time. Needs no answer of the system. */
  isSafe(kept: Uint8Array): boolean;
  /** Encrypts the secret for this person on this machine. Rejects when the keychain does not answer or refuses. */
  protect(secret: Uint8Array): Promise<Buffer>;
  /** Rejects when it was protected by somebody else, or the keychain refuses */
  reveal(kept: Uint8Array): Promise<Revealed>;
}

export interface Revealed {
  secret: Buffer;
  /** The system protects with another key by now: the secret is to be protected again. */
  isOutdated: boolean;
}
