import { ALLOWED } from './tables.ts';

/*
 * Which names may be given. UTS #39: letters that are in use today (IdentifierStatus), and of scripts only what belongs
 * together ("highly restrictive"): one script, or Latin with the scripts that Chinese, Japanese and Korean are written
 * in.
 */

const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
];

/** The scripts that UAX #31 recommends for names, but for those above. */
const ALONE = (
  'Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao ' +
  'Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'
).split(' ');

const FITTING = [...TOGETHER, ...ALONE.map((script) => [script])].map(ofScripts);

/** Spelling needs joiners between letters of scripts whose letters join. */
const JOINERS = /(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])/gu;
const JOINING = ofScripts(
  ['Arabic', 'Bengali', 'Devanagari', 'Gujarati', 'Gurmukhi', 'Kannada', 'Khmer', 'Malayalam'].concat([
    'Oriya',
    'Sinhala',
    'Tamil',
    'Telugu',
    'Tibetan',
  ]),
);
const WORD = /[\p{L}\p{M}\p{N}_\u200c\u200d]+/gu;
/** What belongs to a picture, or chooses between two forms of a character. */
const OF_CHARACTERS = /\p{RGI_Emoji}|(?<=\p{Emoji})[\ufe0e\ufe0f]|(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]/gv;
const LETTER = /[\p{L}\p{M}\p{N}]/gu;
const EXEMPT = /[\p{Script=Han}\u200c\u200d]/u;
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\p{Co}\p{Cn}]/u;

let ranges: readonly (readonly [first: number, end: number])[] | undefined;

/** Whether the letters of each word are of scripts that are written together. Digits and signs go with all. */
export function mixesScripts(text: string): boolean {
  return (text.match(WORD) ?? []).some((word) => !FITTING.some((fitting) => fitting.test(word)));
}

/**
 * Whether there is something in it that nobody sees; joiners and what makes one picture of several are no such thing.
 */
export function hidesSomething(text: string): boolean {
  const rest = text
    .replace(OF_CHARACTERS, '')
    .replace(WORD, (word) => (JOINING.test(word) ? word.replace(JOINERS, '') : word));
  return HIDDEN.test(rest);
}

/** Whether all letters and digits are in use today. Every Chinese character is: people's names have rare ones. */
export function isOfToday(text: string): boolean {
  const letters = text.replace(OF_CHARACTERS, '').match(LETTER) ?? [];
  return letters.every((letter) => EXEMPT.test(letter) || isAllowed(letter));
}

function isAllowed(sign: string): boolean {
  ranges ??= readRanges();
  const point = sign.codePointAt(0) ?? 0;
  return ranges.some(([first, end]) => first <= point && point < end);
}

function readRanges(): [number, number][] {
  const numbers = ALLOWED.trim()
    .split(/\s+/)
    .map((text) => Number.parseInt(text, 36));
  const read: [number, number][] = [];
  let end = 0;
  for (let index = 0; index < numbers.length; index += 2) {
    const first = end + (numbers[index] ?? 0);
    end = first + (numbers[index + 1] ?? 0);
    read.push([first, end]);
  }
  return read;
}

function ofScripts(scripts: readonly string[]): RegExp {
  return new RegExp(
    `^[${[...scripts, 'Common', 'Inherited'].map((script) => `\\p{Script_Extensions=${script}}`).join('')}]*$`,
    'u',
  );
}
