import { hash } from 'node:crypto';
import type { FieldProblem } from '../protocol/index.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
const RIFF = Buffer.from('RIFF');
const WEBP = Buffer.from('WEBP');
/** RIFF names what it holds after its own length. */
const WEBP_AT = 8;

/** Whether it begins as a PNG, JPEG or WebP does. What else is wrong with it is the business of those who draw it. */
export function checkPicture(picture: Uint8Array): FieldProblem | undefined {
  const isWebp = holds(picture, RIFF, 0) && holds(picture, WEBP, WEBP_AT);
  return isWebp || holds(picture, PNG, 0) || holds(picture, JPEG, 0) ? undefined : 'format';
}

function holds(picture: Uint8Array, mark: Buffer, at: number): boolean {
  return mark.equals(picture.subarray(at, at + mark.length));
}

/** What profiles and rooms name a picture by. */
export function pictureHash(picture: Uint8Array): string {
  return hash('sha256', picture, 'base64url');
}
