import { copySecret, secretBytes } from './secret-bytes.ts';

/** The secrets of an account. Wipe them with `wipeContents`. */
export interface VaultContents {
  /** the account's RSA key, PKCS#8 DER */
  accountKey: Uint8Array;
  /** libsignal's serialised identity key pair */
  identity: Uint8Array;
  /** of the local history, the same on every device; 32 bytes */
  databaseKey: Uint8Array;
  recoveryCode: string;
  isRecoveryConfirmed: boolean;
  /** what the person notes on others, as vault-notes.ts writes it; empty when there is nothing */
  notes: Uint8Array;
}

const VERSION = 2;
/** As the first clients wrote it: without notes. */
const VERSION_WITHOUT_NOTES = 1;
const CONFIRMED = 1;
const HEAD = 2;
const LENGTH = 2;
const DATABASE_KEY_BYTES = 32;

/*
 * version (u8), flags (u8), then account key, identity, database key, recovery code and notes, each behind its length (u16).
 * No msgpack: its decoder makes strings of what it reads, which stay in memory.
 */

export function encodeContents(contents: VaultContents): Buffer {
  const { accountKey, identity, databaseKey, recoveryCode, isRecoveryConfirmed, notes } = contents;
  const fields = [accountKey, identity, databaseKey, Buffer.from(recoveryCode), notes];
  const bytes = secretBytes(fields.reduce((size, field) => size + LENGTH + field.length, HEAD));
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt8(isRecoveryConfirmed ? CONFIRMED : 0, 1);
  let at = HEAD;
  for (const field of fields) {
    at = bytes.writeUInt16BE(field.length, at);
    bytes.set(field, at);
    at += field.length;
  }
  return bytes;
}

/** Copies of what the bytes hold; undefined when they are something else. */
export function decodeContents(bytes: Buffer): VaultContents | undefined {
  const fields = readFields(bytes);
  if (!fields) return undefined;
  const [accountKey, identity, databaseKey, recoveryCode, notes = secretBytes(0)] = fields;
  if (!accountKey || !identity || databaseKey?.length !== DATABASE_KEY_BYTES || !recoveryCode) return undefined;
  return {
    accountKey,
    identity,
    databaseKey,
    recoveryCode: recoveryCode.toString(),
    isRecoveryConfirmed: bytes.readUInt8(1) === CONFIRMED,
    notes,
  };
}

export function wipeContents({ accountKey, identity, databaseKey, notes }: VaultContents): void {
  for (const secret of [accountKey, identity, databaseKey, notes]) secret.fill(0);
}

/** As many as the version has. */
function readFields(bytes: Buffer): Buffer[] | undefined {
  if (bytes.length < HEAD) return undefined;
  const count = fieldsOf(bytes.readUInt8(0));
  const fields = splitFields(bytes);
  return fields?.length === count ? fields : undefined;
}

function fieldsOf(version: number): number | undefined {
  if (version === VERSION) return 5;
  return version === VERSION_WITHOUT_NOTES ? 4 : undefined;
}

function splitFields(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let at = HEAD; at < bytes.length; ) {
    const start = at + LENGTH;
    if (start > bytes.length) return undefined;
    const end = start + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    fields.push(copySecret(bytes.subarray(start, end)));
    at = end;
  }
  return fields;
}
