import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';

/** Bytes that tell what a file is. */
const HEAD_BYTES = 4096;

/** The first bytes of a sealed file: what it is, if it is known. @throws ContractError `file-gone`; DamagedError */
export async function beginningOf(
  files: Pick<SealedFiles, 'read'>,
  file: Pick<SealedFile, 'id' | 'key' | 'size'>,
  length = HEAD_BYTES,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  // each piece is valid until the next is read
  for await (const piece of files.read(file, 0, length)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
