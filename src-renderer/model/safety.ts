import { create } from 'qrcode';
import { groupsOf } from './groups.ts';

const DIGITS_IN_GROUP = 5;
/** Modules of white around a QR code, without which cameras do not find it. */
const QUIET = 4;

/** The digits of a safety number as two people read them to each other. */
export function numberGroups(number: string): { at: number; text: string }[] {
  return groupsOf(number.replace(/\D/g, ''), DIGITS_IN_GROUP);
}

/** A QR code as one SVG path of unit squares, and the side of the picture with the white around it. */
export function qrPath(text: string): { path: string; side: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size, data } = modules;
  const dark = Array.from({ length: size * size }, (_, index) => index).filter((index) => data[index]);
  const squares = dark.map((index) => `M${QUIET + (index % size)} ${QUIET + Math.floor(index / size)}h1v1h-1z`);
  return { path: squares.join(''), side: size + 2 * QUIET };
}
