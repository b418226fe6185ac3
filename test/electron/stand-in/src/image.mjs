import { readFileSync } from 'node:fs';
import { strict, unimplemented } from './core.mjs';

/** Width and height from a PNG or JPEG header; null for anything else, which Electron cannot decode either. */
function measure(b) {
  if (b.length > 24 && b.readUInt32BE(0) === 0x89504e47)
    return { width: b.readUInt32BE(16), height: b.readUInt32BE(20) };
  if (b.length < 4 || b.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < b.length; at += 2 + b.readUInt16BE(at + 2)) {
    const marker = b[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: b.readUInt16BE(at + 5), width: b.readUInt16BE(at + 7) };
  }
  return null;
}

export class NativeImage {
  constructor(bytes, size = bytes && measure(bytes), resized = false) {
    Object.assign(this, {
      _bytes: size ? bytes : null,
      _size: size ?? { width: 0, height: 0 },
      _resized: resized,
      _template: false,
    });
    return strict(this, 'NativeImage');
  }
  static createEmpty() {
    return new NativeImage(null);
  }
  static createFromBuffer(buffer) {
    return new NativeImage(Buffer.from(buffer));
  }
  static createFromDataURL(url) {
    return new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  }
  static createFromPath(file) {
    try {
      return new NativeImage(readFileSync(file));
    } catch {
      return new NativeImage(null);
    }
  }
  isEmpty() {
    return !this._bytes;
  }
  getSize() {
    return { ...this._size };
  }
  getAspectRatio() {
    return this._size.width / this._size.height || 1;
  }
  isTemplateImage() {
    return this._template;
  }
  setTemplateImage(on) {
    this._template = on;
  }
  /** Only the size is known of a resized image; its pixels are refused. */
  resize({ width, height }) {
    const { width: w, height: h } = this._size;
    const size = { width: width ?? Math.round((w * height) / h), height: height ?? Math.round((h * width) / w) };
    return new NativeImage(this._bytes, this._bytes ? size : undefined, true);
  }
  toPNG() {
    if (this._resized) unimplemented('NativeImage.toPNG() of a resized image');
    if (this._bytes && this._bytes[0] !== 0x89) unimplemented('NativeImage.toPNG() of a JPEG');
    return Buffer.from(this._bytes ?? []);
  }
  toDataURL() {
    return `data:image/png;base64,${this.toPNG().toString('base64')}`;
  }
  toHarness() {
    return { image: this._size };
  }
}
export const nativeImage = strict(
  {
    createEmpty: NativeImage.createEmpty,
    createFromBuffer: NativeImage.createFromBuffer,
    createFromDataURL: NativeImage.createFromDataURL,
    createFromPath: NativeImage.createFromPath,
  },
  'nativeImage',
);
/** An image argument may be a path. */
export const toImage = (v) => (typeof v === 'string' ? NativeImage.createFromPath(v) : v);
