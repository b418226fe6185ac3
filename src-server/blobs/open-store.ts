import type { Config } from '../config.ts';
import { FolderStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';
import type { BlobStore } from './store.ts';

/**
 * The place that the settings name.
 * @throws BucketError
 */
export function openStore(
  { blobs, s3 }: Config,
  {
    folder,
    owner,
    now,
  }: {
    /** for blobs, when they are kept on this machine */
    folder: string;
    /** what tells this server from others */
    owner: string;
    /** monotonic milliseconds */
    now: () => number;
  },
): Promise<BlobStore> {
  switch (blobs.store) {
    case 'folder':
      return FolderStore.open(folder, now);
    case 's3':
      return S3Store.open(s3, owner);
  }
}
