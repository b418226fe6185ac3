/*
 * Two names are the same when their keys are; they look the same when their skeletons are. Neither may be registered
 * twice: 小明 and ＸiaoMing are as people wrote them, "xiaoming" and "xiaom1ng" cannot both exist.
 */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** How many characters a person sees. */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/** The name as it is kept and shown: compatibility forms replaced, spaces around it dropped. */
export function normalizeName(name: string): string {
  return name.normalize('NFKC').trim();
}

/** Equal for names that differ in case only. */
export function nameKey(name: string): string {
  // upper case first unites what lower case alone keeps apart: ß and SS, final and other sigma
  return normalizeName(name).toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * Letters that many fonts draw alike, to one of them: the part of Unicode's confusables (UTS #39) that people meet,
 * Latin against digits, Cyrillic and Greek. Capital I is among them and small i is not, so this comes before case.
 */
const lookAlikes = new Map(
  Object.entries({
    a: 'аɑα',
    b: 'Ьь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іιı',
    j: 'јϳ',
    k: 'κк',
    l: '1IІΙ|ӏӀ',
    n: 'ո',
    o: '0Oоοσ',
    p: 'рρ',
    q: 'ԛ',
    s: 'ѕ',
    u: 'υս',
    v: 'νѵ',
    w: 'ԝѡ',
    x: 'хχ',
    y: 'уγү',
    A: 'АΑ',
    B: 'ВΒ',
    C: 'С',
    E: 'ЕΕ',
    H: 'НΗ',
    J: 'Ј',
    K: 'КΚ',
    M: 'МΜ',
    N: 'Ν',
    P: 'РΡ',
    S: 'Ѕ',
    T: 'ТΤ',
    X: 'ХΧ',
    Y: 'УΥҮ',
    Z: 'Ζ',
  }).flatMap(([shown, others]) => [...others].map((other) => [other, shown] as const)),
);

/** Equal for names that look alike: confusable letters united, accents dropped, case folded. */
export function skeleton(name: string): string {
  const bare = normalizeName(name).normalize('NFD').replace(/\p{M}/gu, '');
  const united = Array.from(bare, (letter) => lookAlikes.get(letter) ?? letter).join('');
  return nameKey(united).replaceAll('rn', 'm').replaceAll('vv', 'w');
}
