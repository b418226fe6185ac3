import { CONFUSABLES } from './tables.ts';

/** Characters that show nothing where they stand: spaces, what Unicode says to ignore, and an empty Braille cell. */
const SHOWS_NOTHING = /[\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\u2800\u{1d159}]/gu;
/** Accents and other marks that go with any script; but the voicing marks of kana make other letters. */
const ACCENTS = /(?![\u3099\u309a])\p{Script=Inherited}/gu;
/**
 * At least one of these must be left for a text to show something. Private and unassigned characters are empty boxes.
 */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Pairs of signs from different scripts, or that differ by the length of a stroke, which confusables.txt does not have.
 * Each first one stands for the others.
 */
const OURS = [
  '千チ',
  '又ヌㄡ',
  'りリ',
  '才オ',
  '匕ヒ',
  '日曰ㄖ',
  '己已巳',
  '未末',
  '一ㄧ',
  '丫ㄚ',
  '匚ㄈ',
  '丂ㄎ',
  '厂ㄏ',
  '幺ㄠ',
];
const MORE_OF_OURS = ['尸ㄕ', '厶ㄙ', '也ㄝ', '彳ㄔ', '力ㄌ', '凵ㄩ', '尢ㄤ', '勹ㄅ', '卩ㄗ', '冂ㄇ', '<くㄑ'];

/** Whoever takes case for nothing takes these for the letters whose capitals they are. */
const SMALL_CAPITALS = new Map(
  Array.from('ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'.matchAll(/(.)(.)/gu), ([, small = '', letter = '']) => [
    small,
    letter,
  ]),
);

let prototypes: ReadonlyMap<string, string> | undefined;

/**
 * Equal for texts that look alike: the skeleton of UTS #39, with what it leaves to its users. Letters are mapped,
 * folded and mapped again, because some look alike in one case only. Accents and everything that shows nothing are
 * dropped. Empty when the text shows nothing. Not for people to read.
 */
export function skeleton(text: string): string {
  const folded = fold(unite(text));
  return unite(folded).replace(ACCENTS, '').replaceAll('vv', 'w');
}

/** Whether a person sees anything of the text. */
export function showsSomething(text: string): boolean {
  return VISIBLE.test(text.normalize('NFKC').replace(SHOWS_NOTHING, ''));
}

function unite(text: string): string {
  prototypes ??= readPrototypes();
  const bare = text.normalize('NFKD').replace(SHOWS_NOTHING, '');
  const united = Array.from(bare, (letter) => prototypes?.get(letter) ?? letter).join('');
  return Array.from(united, (letter) => SMALL_CAPITALS.get(letter) ?? letter)
    .join('')
    .normalize('NFKD');
}

/** Upper case first unites what lower case alone keeps apart: ß and SS, final and other sigma. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function readPrototypes(): Map<string, string> {
  const read = new Map<string, string>();
  for (const group of CONFUSABLES.trim().split(/\s+/)) {
    const [shown = '', distances = ''] = group.split(':');
    const to = String.fromCodePoint(...shown.split('+').map(fromBase36));
    let point = 0;
    for (const distance of distances.split(',')) {
      point += fromBase36(distance);
      read.set(String.fromCodePoint(point), to);
    }
  }
  for (const [first = '', ...others] of [...OURS, ...MORE_OF_OURS]) {
    const shown = read.get(first) ?? first;
    for (const other of others) read.set(other, shown);
  }
  return read;
}

function fromBase36(text: string): number {
  return Number.parseInt(text, 36);
}
