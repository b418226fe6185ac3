/** A text in groups of so many characters, for comparing and copying by hand; each with its place. The last may be shorter. */
export function groupsOf(text: string, size: number): { at: number; text: string }[] {
  return [...text.matchAll(new RegExp(`.{1,${size}}`, 'g'))].map((match) => ({ at: match.index, text: match[0] }));
}
