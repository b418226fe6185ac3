/** Keeps a secret with the help of the operating system, so that an account opens without its password. */
export interface Keychain {
  /** The secret as only this person, on this machine, can have it back. */
  protect(secret: Uint8Array): Promise<Buffer>;
  /** Rejects when it was protected by somebody else, or the keychain refuses */
  reveal(kept: Uint8Array): Promise<Buffer>;
}
