/** What a picture is, by the bytes it begins with; undefined when it is none that may stand for somebody. */
function mediaType(picture: Uint8Array): string | undefined {
  const head = String.fromCharCode(...picture.subarray(0, 12));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : undefined;
}

/** A picture as an address that an `img` takes. */
export function pictureUrl(picture: Uint8Array): string | undefined {
  const type = mediaType(picture);
  if (!type) return undefined;
  const characters = Array.from(picture, (byte) => String.fromCharCode(byte));
  return `data:${type};base64,${btoa(characters.join(''))}`;
}

/** The square in the middle of a picture. */
export function middleSquare({ width, height }: { width: number; height: number }) {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}
