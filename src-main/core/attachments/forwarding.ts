import { ContractError } from '../../contract/errors.ts';
import type { Timestamp } from '../../contract/model.ts';
import { copyOf, type NewAttachment, type StoredAttachment } from '../store/attachment-rows.ts';

/**
 * The same file for another message. What the server has is shared; what it has forgotten, or does not have yet, is put there from the
 * sealed copy here.
 * @throws ContractError `file-expired`
 */
export function forwardedAttachment(stored: StoredAttachment, now: Timestamp): NewAttachment {
  const { blob, expires_at: expiresAt } = stored;
  const sealed = isWhole(stored) ? stored.sealed : null;
  const copy: NewAttachment = { ...copyOf(stored), problem: null, ref: null, sealed, path: null };
  if (blob !== null && expiresAt !== null && expiresAt > now) {
    return { ...copy, state: sealed === null ? 'remote' : 'here' };
  }
  if (sealed === null) throw new ContractError('file-expired');
  return { ...copy, state: 'uploading', blob: null, expires_at: null };
}

function isWhole({ state }: StoredAttachment): boolean {
  return state === 'here' || state === 'uploading' || state === 'upload-paused' || state === 'upload-failed';
}
