/** Bytes of a file that lies on no disk, as it was pasted or recorded, and so crosses between the processes whole. */
export const MEMORY_FILE_LIMIT = 128 * 1024 * 1024;

/** What the preload script sends to have a file taken in: one of the disk, which it has the path of, or bytes that the page made. */
export interface StageRequest {
  id: string;
  name: string;
  type: string;
  source: { path: string } | { bytes: Uint8Array };
}
