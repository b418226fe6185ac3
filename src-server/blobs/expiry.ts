import type { BlobId } from '../../protocol/index.ts';
import { findExpiredBlobs, whichBlobs } from '../store/blobs.ts';
import type { Reader } from '../store/database.ts';
import type { Blobs } from './blobs.ts';
import { removeBytes } from './removal.ts';
import type { BlobStore } from './store.ts';

const PAGE = 500;

/** Deletes what has expired, until the signal aborts. @returns how many */
export async function expireBlobs(
  {
    database,
    blobs,
    wallClock,
  }: {
    database: { readonly read: Reader };
    blobs: Blobs;
    wallClock: () => number;
  },
  signal: AbortSignal,
): Promise<number> {
  let expired = 0;
  for (;;) {
    if (signal.aborted) return expired;
    const now = wallClock();
    const page = await findExpiredBlobs(database.read, now, PAGE);
    if (page.length > 0) expired += await blobs.expire(page, now, signal);
    if (page.length < PAGE) return expired;
  }
}

/**
 * Removes what a crash, or a store that did not answer, has left in it: blobs that the database does not know. Ends early when the
 * signal aborts.
 * @returns how many
 */
export async function collectGarbage(
  database: { readonly read: Reader },
  store: BlobStore,
  reportFailure: (error: unknown) => void,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  let page: BlobId[] = [];
  const sweep = async () => {
    const known = page.length === 0 || signal.aborted ? new Set() : await whichBlobs(database.read, page);
    for (const id of page) {
      if (signal.aborted) return;
      if (!known.has(id) && (await removeBytes(store, id, reportFailure))) removed += 1;
    }
    page = [];
  };
  try {
    for await (const id of store.list()) {
      if (signal.aborted) return removed;
      page.push(id);
      if (page.length === PAGE) await sweep();
    }
  } finally {
    // a part of the store that cannot be read keeps no other
    await sweep();
  }
  return removed;
}
