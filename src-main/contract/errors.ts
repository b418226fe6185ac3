import type { ClockMismatch, ErrorCode } from '../../protocol/index.ts';

/** Errors that arise on this machine, beside those the server answers with. */
export const localErrorCodes = [
  /** no connection to the server right now; nothing was sent */
  'offline',
  /** nobody answers at that address */
  'unreachable',
  /** the address or link cannot be read */
  'bad-address',
  /** what answers is not a Miyu server, or speaks another version */
  'not-miyu',
  'version',
  /** the server is not the one this installation trusts */
  'server-changed',
  /** a certificate is in order, but not valid at the time that this machine's clock shows; `details` is a WrongClock */
  'wrong-clock',
  /** the server is known at another address; `details.reason` names both. Only the person can say that it has moved */
  'server-moved',
  /** sent, but no answer came: it may or may not have happened */
  'timeout',
  /** no account is open */
  'no-session',
  /** the arguments of a call do not fit its schema */
  'invalid-argument',
  /** local storage cannot be read or written; `details.problem` says why (StorageProblem) */
  'storage',
  /** the account opens with its password only */
  'locked',
  /** the server has no keys of the account, though this may not be its first sign-in: `newKeys` would make some */
  'no-vault',
  /**
   * the server wants the password stretched less than this program or the account does, or under a salt from elsewhere;
   * nothing was sent
   */
  'weak-hashing',
  /** a recovery code that cannot be right: mistyped, or incomplete */
  'bad-code',
  /** the other person has no keys yet: they have never signed in */
  'no-keys',
  /** the keys of the other person were verified and have changed; nothing was sent */
  'keys-changed',
  /** the server showed keys or a certificate that its own authority or the person's identity key did not sign */
  'bad-keys',
  /** the time in which a message can be recalled is over */
  'too-late',
  /** the server shows a room whose log its members did not sign, or another one than before */
  'bad-room',
  /** the system did not take the text to be copied */
  'clipboard',
  /** a file without a byte in it, or a folder */
  'empty-file',
  /** a file above `FILE_SIZE_LIMIT` */
  'too-large',
  /** this machine's disk is full */
  'disk-full',
  /** a received file is not where it was put */
  'file-gone',
  /** the server has forgotten the file, and it is not here */
  'file-expired',
  /** nothing on this system opens it, or it is a program, which Miyu does not start */
  'not-opened',
  /** it cannot be sent or kept as a picture; `details.problem` is a PictureProblem */
  'not-picture',
  /** it is no recording that can be played */
  'not-voice',
  /**
   * no text can be hidden in that picture, or read from it; `details.problem` is a HidingProblem, `too-long` or
   * `malformed`
   */
  'not-hidden',
  /** there is no text hidden in the picture, or it is for another password */
  'nothing-hidden',
  /** the person gave up */
  'cancelled',
] as const;

/**
 * What is wrong with an account's history. `missing`: the file is gone; `damaged`: it cannot be read with the right
 * key; `newer`: a later version of Miyu made it; `other-keys`: it was made with keys the account no longer has;
 * `failed`: the disk or the system refuses.
 */
export type StorageProblem = 'missing' | 'damaged' | 'newer' | 'other-keys' | 'failed';

export type LocalErrorCode = (typeof localErrorCodes)[number];
export type ContractErrorCode = ErrorCode | LocalErrorCode;

/** A failed call as it crosses to the UI. `details` are those of protocol/errors.ts for the server's codes. */
export interface ContractErrorData {
  code: ContractErrorCode;
  details?: unknown;
}

export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code: ContractErrorCode;
  readonly details: unknown;

  constructor(code: ContractErrorCode, details?: unknown) {
    super(code);
    this.code = code;
    this.details = details;
  }

  toData(): ContractErrorData {
    return this.details === undefined ? { code: this.code } : { code: this.code, details: this.details };
  }
}

/**
 * What this machine's clock shows, and from when until when the certificate is valid: one of the two clocks is wrong.
 */
export type WrongClock = ClockMismatch;

/** What a `wrong-clock` error says; undefined for any other. */
export function wrongClockIn(error: unknown): WrongClock | undefined {
  if (!(error instanceof ContractError) || error.code !== 'wrong-clock') return undefined;
  return isWrongClock(error.details) ? error.details : undefined;
}

function isWrongClock(details: unknown): details is WrongClock {
  if (typeof details !== 'object' || details === null) return false;
  return 'here' in details && 'validFrom' in details && 'validTo' in details;
}
