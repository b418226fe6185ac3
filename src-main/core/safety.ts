import { Fingerprint, LibSignalErrorBase, PublicKey, ScannableFingerprint } from '@signalapp/libsignal-client';
import type { AccountId } from '../../protocol/index.ts';
import type { ScanResult } from '../contract/model.ts';

/** As Signal's: https://signal.org/blog/safety-number-updates/ */
const ITERATIONS = 5200;
const VERSION = 2;
const CODE = /^miyu-safety:(\d+):(\d+):([A-Za-z0-9_-]+)$/;

/** One of the two people whose keys are compared. */
export interface Party {
  account: AccountId;
  /** libsignal's serialised public identity key */
  key: Uint8Array;
}

/** What two people compare: 60 digits, or a QR picture. The same numbers of accounts on two servers give others. */
export class SafetyNumber {
  readonly digits: string;
  readonly #own: Party;
  readonly #other: Party;
  readonly #scannable: ScannableFingerprint;

  /** @param server the fingerprint of the server that both are on */
  constructor(server: string, own: Party, other: Party) {
    this.#own = own;
    this.#other = other;
    const fingerprint = Fingerprint.new(
      ITERATIONS,
      VERSION,
      identifier(server, own),
      PublicKey.deserialize(new Uint8Array(own.key)),
      identifier(server, other),
      PublicKey.deserialize(new Uint8Array(other.key)),
    );
    this.digits = fingerprint.displayableFingerprint().toString();
    this.#scannable = fingerprint.scannableFingerprint();
  }

  /** What one's own QR picture says. */
  get code(): string {
    const scannable = Buffer.from(this.#scannable.toBuffer()).toString('base64url');
    return `miyu-safety:${this.#own.account}:${this.#other.account}:${scannable}`;
  }

  /** What the other person's picture, as it was scanned, means. */
  compare(scanned: string): ScanResult {
    const [, from, to, data] = CODE.exec(scanned.trim()) ?? [];
    if (data === undefined) return 'no-code';
    if (from !== `${this.#other.account}` || to !== `${this.#own.account}`) return 'other-person';
    try {
      const theirs = ScannableFingerprint._fromBuffer(new Uint8Array(Buffer.from(data, 'base64url')));
      return this.#scannable.compare(theirs) ? 'match' : 'mismatch';
    } catch (error) {
      if (error instanceof LibSignalErrorBase) return 'no-code';
      throw error;
    }
  }
}

function identifier(server: string, { account }: Party): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(`miyu:${server}:${account}`));
}
