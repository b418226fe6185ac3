import { ContractError } from '../contract/errors.ts';
import type { Merged, MergedItem, Message, MessageId } from '../contract/model.ts';
import { MERGED_LIMIT, TEXT_LIMIT } from './content.ts';
import type { NewAttachment } from './store/attachment-rows.ts';
import type { Extras, WrittenKind } from './store/message-rows.ts';

/** What an item takes beside its words, in UTF-16 units. */
const ITEM_COST = 16;

/** Something to be written to a chat. */
export interface Draft {
  kind?: WrittenKind;
  text: string;
  extras?: Omit<Extras, 'quote' | 'event' | 'attachment'>;
  attachment?: NewAttachment | undefined;
  /** the message of that chat that it answers */
  quote?: MessageId | undefined;
}

/** How several messages are forwarded as one. */
export interface Merging {
  title: string;
  /** by account: what the person here calls the writers */
  names: Record<string, string>;
}

/** A copy as if it were written here. `carried`: what the message carries. */
export function forwarded({ text, style, merged }: Message, carried: NewAttachment | undefined): Draft {
  return { text, extras: { ...(style && { style }), ...(merged && { merged }) }, attachment: carried };
}

/** The messages as one, or as few as they fit into. @throws ContractError `invalid-argument` without a title */
export function mergedDrafts(messages: Message[], { title: untrimmed, names }: Merging): Draft[] {
  const title = untrimmed.trim();
  if (title === '') throw new ContractError('invalid-argument');
  const items = messages.flatMap((message) => itemsOf(message, names));
  return portions(items).map((portion) => mergedDraft({ title, items: portion }));
}

function mergedDraft(merged: Merged): Draft {
  return { text: merged.title, extras: { merged } };
}

/** Of what was merged before, its parts; of an attachment, the words that go with it or its name. */
function itemsOf({ author, sentAt, text, merged, attachment }: Message, names: Record<string, string>): MergedItem[] {
  const words = text === '' && attachment ? `[${attachment.name}]` : text;
  return merged?.items ?? [{ name: names[author] ?? '', sentAt, text: words }];
}

function portions(items: MergedItem[]): MergedItem[][] {
  const all: MergedItem[][] = [];
  let present: MergedItem[] = [];
  let size = 0;
  for (const item of items) {
    const added = item.name.length + item.text.length + ITEM_COST;
    if (present.length > 0 && (size + added > TEXT_LIMIT || present.length === MERGED_LIMIT)) {
      all.push(present);
      [present, size] = [[], 0];
    }
    present.push(item);
    size += added;
  }
  return [...all, present];
}
