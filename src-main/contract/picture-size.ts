interface Size {
  width: number;
  height: number;
}

/**
 * The largest size that a picture (PNG, JPEG, WebP or GIF) says it has, in pixels; undefined for what nothing can draw. Few bytes can stand
 * for a picture that takes all memory once it is drawn.
 */
export function pictureSize(picture: Uint8Array): Size | undefined {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  try {
    return sizeOfPng(view) ?? sizeOfWebp(view) ?? sizeOfGif(view) ?? sizeOfJpeg(picture, view);
  } catch (error) {
    // cut off
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The header chunk is the first. */
function sizeOfPng(view: DataView): Size | undefined {
  if (nameAt(view, 0) !== '\x89PNG' || nameAt(view, 12) !== 'IHDR') return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Its first chunk is of one of three sorts. */
function sizeOfWebp(view: DataView): Size | undefined {
  if (nameAt(view, 0) !== 'RIFF' || nameAt(view, 8) !== 'WEBP') return undefined;
  switch (nameAt(view, 12)) {
    case 'VP8X':
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return undefined;
  }
}

/** The screen, which decoders make larger for a first frame that does not fit into it. */
function sizeOfGif(view: DataView): Size | undefined {
  if (nameAt(view, 0) !== 'GIF8') return undefined;
  let at = 13 + colourTableBytes(view.getUint8(10));
  while (view.getUint8(at) === 0x21) at = behindSubBlocks(view, at + 2);
  if (view.getUint8(at) !== 0x2c) return undefined;
  const [right, bottom] = [1, 3].map((side) => view.getUint16(at + side, true) + view.getUint16(at + side + 4, true));
  return {
    width: Math.max(view.getUint16(6, true), right ?? 0),
    height: Math.max(view.getUint16(8, true), bottom ?? 0),
  };
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function behindSubBlocks(view: DataView, start: number): number {
  let at = start;
  while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
  return at + 1;
}

/**
 * Of the header of its frame, and of whatever else looks like one: not all decoders skip the same bytes. What has no header of a frame yet,
 * after all that was given, has no size.
 */
function sizeOfJpeg(picture: Uint8Array, view: DataView): Size | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  const size = { width: 0, height: 0 };
  for (const at of [frameOf(picture, view), ...framesAnywhere(picture, view)]) {
    size.width = Math.max(size.width, view.getUint16(at + 7));
    size.height = Math.max(size.height, view.getUint16(at + 5));
  }
  return size;
}

/** Where the header of the frame is. Bytes that belong to no segment are skipped, as decoders do. @throws RangeError when it is not there */
function frameOf(picture: Uint8Array, view: DataView): number {
  let at = markerFrom(picture, 2);
  while (!isFrame(view.getUint8(at + 1))) {
    const hasLength = !isAlone(view.getUint8(at + 1));
    at = markerFrom(picture, at + 2 + (hasLength ? view.getUint16(at + 2) : 0));
  }
  return at;
}

function markerFrom(picture: Uint8Array, start: number): number {
  let at = picture.indexOf(0xff, start);
  while (at >= 0 && (picture[at + 1] === 0xff || picture[at + 1] === 0)) at = picture.indexOf(0xff, at + 1);
  if (at < 0) throw new RangeError('no marker');
  return at;
}

function* framesAnywhere(picture: Uint8Array, view: DataView): Generator<number> {
  for (let at = picture.indexOf(0xff, 2); at >= 0 && at + 9 <= picture.length; at = picture.indexOf(0xff, at + 1))
    if (isFrame(view.getUint8(at + 1))) yield at;
}

/** RST0 to RST7, SOI, EOI, TEM: no length follows. */
function isAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= 0xd9) || marker === 0x01;
}

/** SOF0 to SOF15, without the three markers between them that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
