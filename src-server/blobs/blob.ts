import type { AccountId, BlobId, Timestamp } from '../../protocol/index.ts';
import type { BlobGrant, StoredBlob } from '../store/blobs.ts';
import type { Upload } from './upload.ts';

/** A blob in memory. */
export class Blob {
  readonly id: BlobId;
  readonly owner: AccountId;
  /** in bytes */
  readonly size: number;
  expiresAt: Timestamp;
  /** undefined once it is complete */
  upload: Upload | undefined;
  readonly grants: BlobGrant[];
  /** it was deleted: nothing may be done with it */
  isGone = false;
  /** when it was last needed; on the monotonic clock */
  usedAt = 0;

  constructor({ id, owner, size, expiresAt }: StoredBlob, grants: BlobGrant[], upload: Upload | undefined) {
    this.id = id;
    this.owner = owner;
    this.size = size;
    this.expiresAt = expiresAt;
    this.grants = grants;
    this.upload = upload;
  }
}
