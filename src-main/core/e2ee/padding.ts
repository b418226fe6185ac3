/** Lengths of plaintexts are told apart no finer than this, in bytes. */
const BLOCK = 160;
const MARK = 0x80;

/** The bytes, a mark and zeros, up to a multiple of the block: as Signal does it. */
export function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = MARK;
  return padded;
}

/** Undefined for bytes without a mark. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  return padded[end] === MARK ? padded.subarray(0, end) : undefined;
}
