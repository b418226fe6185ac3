import { pictureSize } from '../../src-main/contract/picture-size.ts';

/** What a picture is, by the bytes it begins with; undefined when it is none that may stand for somebody. */
function mediaType(picture: Uint8Array): string | undefined {
  const head = String.fromCharCode(...picture.subarray(0, 12));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : undefined;
}

/** Pixels; our own pictures are smaller. */
const SIDE_MAX = 1024;

/** A picture as an address that an `img` takes; undefined for none, and for one that others have made too large to be drawn. */
export function pictureUrl(picture: Uint8Array): string | undefined {
  const type = mediaType(picture);
  const { width = 0, height = 0 } = pictureSize(picture) ?? {};
  if (!type || width > SIDE_MAX || height > SIDE_MAX) return undefined;
  const characters = Array.from(picture, (byte) => String.fromCharCode(byte));
  return `data:${type};base64,${btoa(characters.join(''))}`;
}

/** The square in the middle of a picture. */
export function middleSquare({ width, height }: { width: number; height: number }) {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}
