import type { BlobId } from '../../protocol/index.ts';
import type { BlobStore } from './store.ts';

/** Something of a blob is left where it should not be any more. The message says no more than a code: paths name blobs. */
export class RemovalError extends Error {
  override readonly name = 'RemovalError';
}

/**
 * Removes the bytes of a blob that the database has forgotten. What cannot be removed keeps nobody from anything: it is
 * reported, and tried again with the next garbage.
 * @returns whether they are gone
 */
export async function removeBytes(
  store: BlobStore,
  id: BlobId,
  reportFailure: (error: unknown) => void,
): Promise<boolean> {
  try {
    await store.remove(id);
    return true;
  } catch (error) {
    reportFailure(new RemovalError(`a blob could not be removed (${codeOf(error)})`));
    return false;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
