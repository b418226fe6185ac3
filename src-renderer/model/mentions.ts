import type { AccountId, Message, RoomMember } from '../../src-main/contract/model.ts';
import { memberName } from './names.ts';

/** What stands for everybody after an @: the words that the UI writes in each of its languages. */
export const EVERYBODY = ['all', '所有人'] as const;

/** Members that one message mentions by name at most. */
const MENTIONS_MAX = 50;
const WORD = /[\p{L}\p{N}_]/u;
const LATIN = /[A-Za-z0-9_]/;

export type Mentions = NonNullable<Message['mentions']>;
type Mentionable = Pick<RoomMember, 'profile' | 'card'>;

/** A piece of a text; `isMention` when it names somebody the text mentions. */
export interface TextPart {
  text: string;
  isMention: boolean;
}

/** What a member is called after an @: as everybody in the room knows them, never by a private remark. */
export function mentionName({ profile, card }: Mentionable): string {
  return memberName({ profile, card }, undefined);
}

interface Hit<T> {
  at: number;
  length: number;
  value: T;
}

/** True when a name that ends at `end` is not the beginning of a longer word. */
function endsWord(text: string, name: string, end: number): boolean {
  const next = text[end] ?? '';
  return !(LATIN.test(name.at(-1) ?? '') && LATIN.test(next));
}

/**
 * Every @ that is followed by one of the names, the longest that fits. An @ inside of a word, as in an address, is
 * none.
 */
function findNames<T>(text: string, names: ReadonlyMap<string, T>): Hit<T>[] {
  const longestFirst = [...names].filter(([name]) => name !== '').sort(([a], [b]) => b.length - a.length);
  const hits: Hit<T>[] = [];
  for (const { index } of text.matchAll(/@/g)) {
    if (LATIN.test(text[index - 1] ?? '')) continue;
    const start = index + 1;
    const found = longestFirst.find(
      ([name]) => text.startsWith(name, start) && endsWord(text, name, start + name.length),
    );
    if (found) hits.push({ at: index, length: found[0].length + 1, value: found[1] });
  }
  return hits;
}

/**
 * Whom a text mentions, by the names in it; undefined when nobody. `mayAll`: the writer may mention everybody.
 * Members of the same name are all meant.
 */
export function mentionsIn(
  text: string,
  members: Iterable<Mentionable>,
  mayAll: boolean,
): AccountId[] | 'all' | undefined {
  const everybody = new Map(EVERYBODY.map((word) => [word as string, true]));
  if (mayAll && findNames(text, everybody).length > 0) return 'all';
  const names = new Map<string, AccountId[]>();
  for (const member of members) {
    const name = mentionName(member);
    names.set(name, [...(names.get(name) ?? []), member.profile.account]);
  }
  const accounts = new Set(findNames(text, names).flatMap(({ value }) => value));
  return accounts.size > 0 ? [...accounts].slice(0, MENTIONS_MAX) : undefined;
}

/** A text in pieces: those that name somebody it mentions, and those between. */
export function mentionParts(text: string, mentions: Mentions | undefined, members: Mentionable[]): TextPart[] {
  if (!mentions) return [{ text, isMention: false }];
  const mentioned = members.filter(({ profile }) => mentions !== 'all' && mentions.includes(profile.account));
  const names = mentions === 'all' ? EVERYBODY : mentioned.map(mentionName);
  const parts: TextPart[] = [];
  let end = 0;
  for (const { at, length } of findNames(text, new Map(names.map((name) => [name as string, true])))) {
    if (at > end) parts.push({ text: text.slice(end, at), isMention: false });
    parts.push({ text: text.slice(at, at + length), isMention: true });
    end = at + length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), isMention: false });
  return parts;
}

export function isMentioned(mentions: Mentions | undefined, me: AccountId | undefined): boolean {
  return mentions === 'all' || (mentions?.some((account) => account === me) ?? false);
}

/** What is being typed after an @ right before the caret, and where that @ is; undefined when nothing is. */
export function mentionQuery(text: string, caret: number): { start: number; query: string } | undefined {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || LATIN.test(text[start - 1] ?? '')) return undefined;
  const query = text.slice(start + 1, caret);
  return [...query].every((character) => WORD.test(character)) ? { start, query } : undefined;
}

/** The members whose names fit what was typed, those that begin with it first. */
export function mentionChoices<T extends Mentionable>(members: T[], query: string, max: number): T[] {
  const wanted = query.normalize('NFKC').toLowerCase();
  const namesOf = ({ profile, card }: T) =>
    [card, profile.displayName, profile.name].map((name) => name.normalize('NFKC').toLowerCase());
  const begins = members.filter((member) => namesOf(member).some((name) => name.startsWith(wanted)));
  const contains = members.filter(
    (member) => !begins.includes(member) && namesOf(member).some((name) => name.includes(wanted)),
  );
  return [...begins, ...contains].slice(0, max);
}
