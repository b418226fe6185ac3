import type { Transaction } from 'kysely';
import type { AccountId, RoomId, RoomRecord, Timestamp } from '../../../protocol/index.ts';
import type { Message, RoomEvent } from '../../contract/model.ts';
import { newMessageId } from '../message-id.ts';
import { addLine } from './messages.ts';
import type { Schema } from './schema.ts';

/** The line of the chat that tells of a record; undefined for what is not worth one. */
function toRoomEvent({ author: by, action }: RoomRecord): RoomEvent | undefined {
  switch (action.kind) {
    case 'create':
      return { kind: 'created', by };
    case 'add':
      return { kind: 'added', by, accounts: action.members.map(({ account }) => account) };
    case 'join':
      return { kind: 'joined', by };
    case 'leave':
      return { kind: 'left', by };
    case 'disband':
      return { kind: 'disbanded', by };
    case 'avatar':
      return { kind: 'avatar', by };
    case 'remove':
      return { kind: 'removed', by, account: action.account };
    case 'transfer':
      return { kind: 'transferred', by, account: action.account };
    case 'rekey':
      return { kind: 'rekeyed', by, account: action.member.account };
    case 'role':
      return { kind: 'role', by, account: action.account, role: action.role };
    case 'rename':
      return { kind: 'renamed', by, name: action.name };
    case 'rules':
      return { kind: 'rules', by, rules: action.rules };
    case 'mute':
      return action.until === 0
        ? { kind: 'unmuted', by, account: action.account }
        : { kind: 'muted', by, account: action.account, until: action.until };
    case 'mute-all':
      return { kind: action.on ? 'muted-all' : 'unmuted-all', by };
    case 'card':
      return undefined;
  }
}

/** Whose place in the room a record changes. */
export function accountsIn({ author, action }: RoomRecord): AccountId[] {
  switch (action.kind) {
    case 'add':
      return action.members.map(({ account }) => account);
    case 'rekey':
      return [action.member.account];
    case 'remove':
    case 'role':
    case 'mute':
      return [action.account];
    case 'transfer':
      return [author, action.account];
    default:
      return [author];
  }
}

/** Tells of records in the room's chat, in their order. The lines. */
export async function addRoomLines(
  transaction: Transaction<Schema>,
  room: RoomId,
  records: RoomRecord[],
): Promise<Message[]> {
  const lines: Message[] = [];
  for (const record of records) {
    const event = toRoomEvent(record);
    const line = event && (await addRoomLine(transaction, room, record.at, event));
    if (line) lines.push(line);
  }
  return lines;
}

function addRoomLine(
  transaction: Transaction<Schema>,
  conversation: RoomId,
  sentAt: Timestamp,
  event: RoomEvent,
): Promise<Message | undefined> {
  const { by: author } = event;
  const line = { id: newMessageId(), conversation, own: false, author, kind: 'room', sentAt } as const;
  return addLine(transaction, { ...line, extras: { event } });
}
