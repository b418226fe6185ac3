import type { AccountId, BlobId, Timestamp } from '../../protocol/index.ts';
import type { BlobGrant, StoredBlob } from '../store/blobs.ts';
import type { Upload } from './upload.ts';

/** A blob in memory. */
export class Blob {
  readonly id: BlobId;
  readonly owner: AccountId;
  /** in bytes */
  readonly size: number;
  readonly createdAt: Timestamp;
  expiresAt: Timestamp;
  /** undefined once it is complete */
  upload: Upload | undefined;
  grants: readonly BlobGrant[];
  /** it was deleted: nothing may be done with it */
  isGone = false;
  /** when it was last needed; on the monotonic clock */
  usedAt = 0;

  constructor(
    { id, owner, size, createdAt, expiresAt }: StoredBlob,
    grants: readonly BlobGrant[],
    upload: Upload | undefined,
  ) {
    this.id = id;
    this.owner = owner;
    this.size = size;
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
    this.grants = grants;
    this.upload = upload;
  }

  /** The account is deleted, and with it what it has put there, or shared. */
  forget(account: AccountId): void {
    if (this.owner === account) this.isGone = true;
    this.grants = this.grants.filter(({ grantor }) => grantor !== account);
  }
}
