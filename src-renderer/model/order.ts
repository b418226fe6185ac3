import type { Contact, ContactRequest, Conversation } from '../../src-main/contract/model.ts';
import { shownName } from './names.ts';

/** Chats as the list shows them: pinned ones, then the last active first, those without messages after. */
export function sortConversations(conversations: Iterable<Conversation>): Conversation[] {
  return [...conversations].sort(
    (a, b) => Number(b.isPinned) - Number(a.isPinned) || (b.last?.order ?? 0) - (a.last?.order ?? 0) || b.id - a.id,
  );
}

/** Friends by what they are called here, in the order of the language: pinyin in Chinese. */
export function sortContacts(contacts: Iterable<Contact>, language: string): Contact[] {
  const collator = new Intl.Collator(language, { numeric: true });
  return [...contacts].sort((a, b) => collator.compare(shownName(a.profile, a.remark), shownName(b.profile, b.remark)));
}

/** True when the typed text is part of the person's names or the beginning of the number. */
export function matches(person: { name: string; displayName: string; account: number }, typed: string): boolean {
  const wanted = typed.trim().normalize('NFKC').toLowerCase();
  const names = `${person.displayName}\n${person.name}`.normalize('NFKC').toLowerCase();
  return names.includes(wanted) || String(person.account).startsWith(wanted);
}

/** True when the typed text is part of a name, whatever its case. */
export function containsText(name: string, typed: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase();
  return plain(name).includes(plain(typed.trim()));
}

/** Requests from others that still wait for an answer. */
export function openRequests(requests: ContactRequest[]): ContactRequest[] {
  return requests.filter((request) => request.direction === 'incoming' && request.state !== 'refused');
}

export function totalUnread(conversations: Iterable<Conversation>): number {
  let total = 0;
  for (const { unread } of conversations) total += unread;
  return total;
}

/** The number on a red dot. */
export function badgeText(count: number): string {
  return count > 99 ? '99+' : String(count);
}

/** The neighbour of a chat in the list, `step` rows below (or above, when negative); the first when none is open. */
export function neighbour<T extends { id: number }>(list: T[], current: number | undefined, step: 1 | -1) {
  const index = list.findIndex((item) => item.id === current);
  if (index < 0) return step > 0 ? list[0] : list.at(-1);
  return list[Math.min(Math.max(index + step, 0), list.length - 1)];
}
