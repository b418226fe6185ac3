import type { ConversationId, Profile, RoomMember } from '../../src-main/contract/model.ts';

/** How many avatar colours tokens.css has. */
export const AVATAR_HUES = 8;

/** The colour of a person's or a room's avatar: always the same one for the same number. */
export function avatarHue(account: ConversationId): number {
  return Math.imul(account, 2654435761) >>> 29;
}

/** One or two characters that stand for a name: the last two of a Chinese word, the first of up to two words else. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [name.trim()];
  const first = words[0] ?? '';
  if (/\p{Script=Han}/u.test(first)) return [...first].slice(-2).join('');
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

/** What stands where it is and is not seen: spaces, fillers, marks without a letter, and what no font has. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const BLANK = /[\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;

/** Whether a person sees anything of the text; the server should let through nothing else, but who knows. */
export function showsSomething(text: string): boolean {
  return VISIBLE.test(text.replace(BLANK, ''));
}

/** The name a person goes by. */
export function nameOf({ account, name, displayName }: Profile): string {
  return [displayName, name].find(showsSomething) ?? String(account);
}

/** What a person goes by here: the remark they were given, else their own name. */
export function shownName(profile: Profile, remark: string | undefined): string {
  return remark || nameOf(profile);
}

/** What a member of a room goes by here. */
export function memberName(
  { profile, card }: Pick<RoomMember, 'profile' | 'card'>,
  remark: string | undefined,
): string {
  return remark || (showsSomething(card) ? card : nameOf(profile));
}

/** Characters that turn the direction of what follows, or end an isolation. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/gu;

/** A foreign text inside a sentence of ours: its writing direction stays its own (what `<bdi>` is in markup). */
export function isolate(text: string): string {
  return `\u2068${text.replace(TURNING, '')}\u2069`;
}
