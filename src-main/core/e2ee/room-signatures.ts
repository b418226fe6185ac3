import { LibSignalErrorBase, type PrivateKey, PublicKey } from '@signalapp/libsignal-client';
import {
  encodeRecord,
  ROOM_EDITION,
  type RoomRecord,
  type SignedRecord,
  signedBytes,
} from '../../../protocol/index.ts';

/** Signs with the account's identity key, by the rules of now. */
export function signRecord(key: PrivateKey, content: Omit<RoomRecord, 'edition'>): SignedRecord {
  const record = encodeRecord({ ...content, edition: ROOM_EDITION });
  return { record, signature: key.sign(signedBytes(record)) };
}

/** `identity`: libsignal's serialised public key; one that is none has signed nothing. */
export function isSignedBy(identity: Uint8Array, { record, signature }: SignedRecord): boolean {
  try {
    return PublicKey.deserialize(new Uint8Array(identity)).verify(signedBytes(record), new Uint8Array(signature));
  } catch (error) {
    if (error instanceof LibSignalErrorBase) return false;
    throw error;
  }
}
