import { LibSignalErrorBase, PublicKey } from '@signalapp/libsignal-client';
import { type SignedRecord, signedBytes } from '../../protocol/index.ts';

/**
 * Whether the record is signed by that identity key. Members look at it again; here it keeps everybody who may write a record from
 * spoiling the room with one that the others must not take.
 */
export function isSignedBy(identity: Uint8Array, { record, signature }: SignedRecord): boolean {
  try {
    return PublicKey.deserialize(new Uint8Array(identity)).verify(signedBytes(record), new Uint8Array(signature));
  } catch (error) {
    if (error instanceof LibSignalErrorBase) return false;
    throw error;
  }
}
