import {
  type AccountId,
  type Conversation,
  isRoom,
  type Message,
  type RoomEvent,
} from '../../src-main/contract/model.ts';
import { attachmentText } from './attachment-text.ts';
import type { TextRef } from './failure.ts';
import { isolate } from './names.ts';

/** A message that was written to be read. */
export type WrittenMessage = Message & { kind: 'text' | 'notice' };
export type SystemMessage = Message & { kind: Exclude<Message['kind'], WrittenMessage['kind']> };

/** How people are named in a line: the person here is "you". */
export interface LineNames {
  /** who does something */
  by(account: AccountId): string;
  /** whom it is done to */
  to(accounts: AccountId[]): string;
}

export function isWritten(message: Message): message is WrittenMessage {
  return message.kind === 'text' || message.kind === 'notice';
}

export function isSystem(message: Message): message is SystemMessage {
  return !isWritten(message);
}

type Line = Pick<SystemMessage, 'kind' | 'detail' | 'own' | 'author' | 'conversation' | 'event' | 'state'>;

/** What a line that is no text says. */
export function systemText(line: Line, names: LineNames): TextRef {
  switch (line.kind) {
    case 'keys-changed': {
      const account = isRoom(line.conversation) ? line.author : line.conversation;
      const key = line.detail === 'reset' ? 'line.keysReset' : 'line.keysChanged';
      return { key, values: { name: names.by(account) } };
    }
    case 'new-device': {
      const key = line.detail === 'verified' ? 'line.newDeviceVerified' : 'line.newDevice';
      return { key, values: { name: names.by(line.author) } };
    }
    case 'unreadable':
      return { key: 'line.unreadable' };
    case 'missing':
      return missingText(line.detail);
    case 'recalled':
      if (line.state === 'failed') return { key: 'line.recallFailed' };
      return { key: 'line.recalled', values: { name: names.by(line.author) } };
    case 'nudge': {
      if (!line.own || isRoom(line.conversation)) {
        return { key: 'line.nudge', values: { name: names.by(line.author) } };
      }
      const key = line.state === 'failed' ? 'line.nudgeFailed' : 'line.nudgeOwn';
      return { key, values: { name: names.to([line.conversation]) } };
    }
    case 'room':
      return line.event ? roomEventText(line.event, names) : { key: 'roomLine.other' };
  }
}

function missingText(detail: string | undefined): TextRef {
  const count = Number(detail);
  return Number.isSafeInteger(count) && count > 0
    ? { key: 'line.missing', values: { count } }
    : { key: 'line.missingSome' };
}

/** What members did to their room. */
export function roomEventText(event: RoomEvent, names: LineNames): TextRef {
  const by = names.by(event.by);
  switch (event.kind) {
    case 'created':
    case 'joined':
    case 'left':
    case 'disbanded':
    case 'avatar':
    case 'muted-all':
    case 'unmuted-all':
      return { key: `roomLine.${event.kind}`, values: { by } };
    case 'added':
      return { key: 'roomLine.added', values: { by, whom: names.to(event.accounts) } };
    case 'removed':
    case 'transferred':
    case 'rekeyed':
    case 'unmuted':
      return { key: `roomLine.${event.kind}`, values: { by, whom: names.to([event.account]) } };
    case 'role':
      return {
        key: event.role === 'admin' ? 'roomLine.promoted' : 'roomLine.demoted',
        values: { by, whom: names.to([event.account]) },
      };
    case 'renamed':
      return { key: 'roomLine.renamed', values: { by, name: isolate(event.name) } };
    case 'rules':
      return { key: `roomLine.rules.${event.rules.entry}`, values: { by } };
    case 'muted':
      return { key: 'roomLine.muted', values: { by, whom: names.to([event.account]) } };
  }
}

/** Everybody a line of a room names. */
export function peopleIn(event: RoomEvent): AccountId[] {
  if ('accounts' in event) return [event.by, ...event.accounts];
  return 'account' in event ? [event.by, event.account] : [event.by];
}

/** A chat's newest line in the list: a text as it was written, or what stands for another kind of line. */
export function previewOf(
  { kind, text, own, event, attachment }: NonNullable<Conversation['last']>,
  names: LineNames,
): string | TextRef {
  switch (kind) {
    case 'text':
      return attachment ? attachmentText(attachment, text) : text;
    case 'notice':
      return { key: 'chats.previewNotice', values: { text } };
    case 'keys-changed':
      return { key: 'chats.previewKeysChanged' };
    case 'new-device':
      return { key: 'chats.previewNewDevice' };
    case 'unreadable':
      return { key: 'chats.previewUnreadable' };
    case 'missing':
      return { key: 'chats.previewMissing' };
    case 'recalled':
      return { key: 'chats.previewRecalled' };
    case 'nudge':
      return { key: own ? 'chats.previewNudgeOwn' : 'chats.previewNudge' };
    case 'room':
      return event ? roomEventText(event, names) : { key: 'roomLine.other' };
  }
}
