import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { Message, Room, TextStyle } from '../../src-main/contract/model.ts';
import { mentionsIn } from './mentions.ts';

/** What is sent with the words of a text. */
export type Extras = Pick<CallArgs<'messages.send'>, 'style' | 'quote' | 'mentions'>;

export interface Composed {
  /** the message that the text answers */
  quote: Message | undefined;
  style: TextStyle;
  /** the room it is said in */
  room: Pick<Room, 'memberList' | 'role'> | undefined;
}

/** The extras of a text: how it looks, what it answers, and whom it mentions by the names in it. */
export function extrasFor(text: string, { quote, style, room }: Composed): Extras {
  const isStyled = style.size !== undefined || style.colour !== undefined;
  const mentions = room && mentionsIn(text, room.memberList, room.role === 'owner' || room.role === 'admin');
  return { ...(isStyled && { style }), ...(quote && { quote: quote.id }), ...(mentions && { mentions }) };
}
