/*
 * Two names are the same when their keys are; they look the same when their skeletons are (`skeleton` of the protocol).
 * Neither may be registered twice: 小明 and ＸiaoMing are as people wrote them, "xiaoming" and "xiaom1ng" cannot both
 * exist.
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

/** Equal for display names that differ in case and in the width of spaces only. */
export function displayNameKey(name: string): string {
  return nameKey(name).replace(/\s+/gu, ' ');
}

/** Equal for names that differ in case only. */
export function nameKey(name: string): string {
  // upper case first unites what lower case alone keeps apart: ß and SS, final and other sigma
  return normalizeName(name).toUpperCase().toLowerCase().normalize('NFKC');
}
