interface Size {
  width: number;
  height: number;
}

/**
 * The largest size that a picture says it has, in pixels; undefined for what nothing can draw. Few bytes can stand for a picture that takes
 * all memory once it is drawn.
 */
export function pictureSize(picture: Uint8Array): Size | undefined {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  try {
    return sizeOfPng(view) ?? sizeOfWebp(view) ?? sizeOfJpeg(view);
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

/** Decoders skip bytes that belong nowhere, so every place that could be the header of a frame counts. */
function sizeOfJpeg(view: DataView): Size | undefined {
  let largest: Size | undefined;
  for (let at = 2; at + 9 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff || !isFrame(view.getUint8(at + 1))) continue;
    const width = Math.max(view.getUint16(at + 7), largest?.width ?? 0);
    largest = { width, height: Math.max(view.getUint16(at + 5), largest?.height ?? 0) };
  }
  return largest;
}

/** SOF0 to SOF15, without the three markers between them that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
