import jsQR from 'jsqr';

/** Sides of the picture in which a code is looked for, in pixels: large photographs are read better when they are smaller. */
const SIDES = [1600, 800, 400];

type Source = ImageBitmap | HTMLVideoElement;

function sizeOf(source: Source): { width: number; height: number } {
  return source instanceof HTMLVideoElement ? { width: source.videoWidth, height: source.videoHeight } : source;
}

function readAt(source: Source, side: number): string | undefined {
  const { width, height } = sizeOf(source);
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no pictures');
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, canvas.width, canvas.height)?.data || undefined;
}

/** What the QR code in a picture says; undefined when none is found. */
export function readPicture(picture: ImageBitmap): string | undefined {
  for (const side of SIDES) {
    const text = readAt(picture, side);
    if (text) return text;
  }
  return undefined;
}

/** The same for what a camera shows now. */
export function readFrame(video: HTMLVideoElement): string | undefined {
  return video.videoWidth > 0 ? readAt(video, 800) : undefined;
}
