import type { Media } from '../../contract/core.ts';

/** UTF-16 units of a name on this machine, its ending included. */
const NAME_LIMIT = 120;
/** Bytes of it in UTF-8: disks of Linux take 255, with what is put behind it while it grows. */
const NAME_BYTES = 240;
/** An ending that is longer is none. */
const ENDING_LIMIT = 20;
/** UTF-16 units of a name as it travels. */
const SHOWN_LIMIT = 255;
const NAMELESS = 'file';

/** Control, format (which turn the direction of text), private, unassigned characters and halves of pairs; line and paragraph separators. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const FORBIDDEN = /[<>:"/\\|?*]/g;
/** Windows means devices by them, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** Windows drops them at the end; a dot in front hides a file elsewhere. */
const EDGES = /^[.\s]+|[.\s]+$/g;

/** A name as it may be shown: without a path, and without characters that make it look like another. Never empty. */
export function shownName(name: string): string {
  const shown = lastSegment(name).replace(INVISIBLE, '').trim();
  return cut(shown, { units: SHOWN_LIMIT }) || NAMELESS;
}

/** A name that a file may have on every system, in any folder; its ending stays. Never empty. */
export function safeName(name: string): string {
  const clean = lastSegment(name.normalize('NFC')).replace(INVISIBLE, '').replace(FORBIDDEN, '_').replace(EDGES, '');
  const { stem, ending } = split(clean);
  const room = roomBefore(ending);
  const short = cut(stem, room).replace(EDGES, '');
  // What Windows looks at ends with the first dot.
  const isDevice = DEVICE.test((short.split('.')[0] ?? '').trim());
  const safe = cut(`${isDevice ? '_' : ''}${short || NAMELESS}`, room);
  return ending === '' ? endless(safe) : `${safe}${ending}`;
}

/** The name for the second, third and following file that is called so. */
export function numberedName(name: string, number: number): string {
  const { stem, ending } = split(name);
  const mark = ` (${number})`;
  return `${cut(stem, roomBefore(`${mark}${ending}`))}${mark}${ending}`;
}

/** What follows the last dot, in lower case; empty when there is none. */
export function endingOf(name: string): string {
  return split(name.replace(EDGES, '')).ending.slice(1).toLowerCase();
}

const pictureEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'heic', 'heif', 'tif', 'tiff'];
const endingsOf: Readonly<Record<Media['type'], readonly string[]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'audio/webm': ['webm'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/mp4': ['m4a', 'mp4'],
};

/** The name with an ending that says what the file is; that of another kind of picture is replaced. */
export function fittingName(name: string, type: Media['type']): string {
  const fitting = endingsOf[type];
  const ending = endingOf(name);
  if (fitting.includes(ending)) return name;
  const stem = type.startsWith('image/') && pictureEndings.includes(ending) ? split(name).stem : name;
  return `${stem}.${fitting[0]}`;
}

/** `ending` begins with its dot. */
function split(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || name.length - dot > ENDING_LIMIT || dot === name.length - 1) return { stem: name, ending: '' };
  return { stem: name.slice(0, dot), ending: name.slice(dot) };
}

function lastSegment(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** What had no ending does not get one by being cut: `a.exe` is something else than the longer name that was shown. */
function endless(name: string): string {
  const { stem, ending } = split(name);
  return ending === '' ? name : `${stem}_${ending.slice(1)}`;
}

interface Room {
  /** of UTF-16 */
  units: number;
  /** of UTF-8 */
  bytes?: number;
}

function roomBefore(end: string): Room {
  return { units: NAME_LIMIT - end.length, bytes: NAME_BYTES - Buffer.byteLength(end) };
}

/** As much of it as there is room for, without a half of a pair of UTF-16 units at the end. */
function cut(text: string, { units, bytes = Number.POSITIVE_INFINITY }: Room): string {
  let short = text.slice(0, Math.max(0, units));
  while (!short.isWellFormed() || Buffer.byteLength(short) > bytes) short = short.slice(0, -1);
  return short;
}
