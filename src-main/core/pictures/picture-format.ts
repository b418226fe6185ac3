/**
 * What Miyu takes as a picture, by the bytes it begins with. `heic`: HEIF with H.265 inside, which is known but not decoded. SVG is not
 * among them: it is a program.
 */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'heif' | 'heic' | 'tiff';

/** The formats that every page can show. Others become JPEG. */
export type ShownFormat = Extract<PictureFormat, 'png' | 'jpeg' | 'webp' | 'gif'>;

/** Bytes that tell the format. */
export const FORMAT_HEAD_BYTES = 12;

const heifBrands: ReadonlySet<string> = new Set(['avif', 'avis', 'mif1', 'msf1', 'miaf']);
const heicBrands: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** The format of a file of which the first bytes are given; undefined when it is no picture. */
export function pictureFormatOf(file: Uint8Array): PictureFormat | undefined {
  const head = headOf(file);
  return shownFormatOf(head) ?? (/^(?:II\*\0|MM\0\*)/.test(head) ? 'tiff' : heifFormatOf(head));
}

function headOf(file: Uint8Array): string {
  return String.fromCharCode(...file.subarray(0, FORMAT_HEAD_BYTES));
}

function shownFormatOf(head: string): ShownFormat | undefined {
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  return /^RIFF.{4}WEBP/s.test(head) ? 'webp' : undefined;
}

function heifFormatOf(head: string): PictureFormat | undefined {
  const [, brand = ''] = /^.{4}ftyp(.{4})/s.exec(head) ?? [];
  if (heifBrands.has(brand)) return 'heif';
  return heicBrands.has(brand) ? 'heic' : undefined;
}

/** Whether such pictures go to others in the format they have. */
export function isShown(format: PictureFormat): format is ShownFormat {
  return format === 'png' || format === 'jpeg' || format === 'webp' || format === 'gif';
}
