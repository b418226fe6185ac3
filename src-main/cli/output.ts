import type { ContractErrorData } from '../contract/errors.ts';
import { ContractError } from '../contract/errors.ts';
import type { Message, Profile } from '../contract/model.ts';
import { errorCodeOf } from './exit-code.ts';
import type { Texts } from './texts.ts';

/** Where results go: a line of text for people, or with --json one object a line for programs. */
export interface Output {
  texts: Texts;
  result(text: string, value: object): void;
  message(message: Message, other: Profile): void;
  error(error: unknown): void;
}

export function createOutput(texts: Texts, isJson: boolean): Output {
  const result = (text: string, value: object) => console.log(isJson ? JSON.stringify(value) : text);
  return {
    texts,
    result,
    message: (message, other) => {
      const from = message.own ? texts.say('me') : other.displayName;
      const line = message.kind === 'text' ? `${from}: ${printable(message.text)}` : noticeOf(message, other, texts);
      result(`${localTime(message.sentAt)} ${line}`, messageObject(message, other));
    },
    error: (error) => {
      const data = errorData(error);
      if (isJson) console.log(JSON.stringify({ type: 'error', ...data }));
      else console.error([texts.error(data.code), ...fieldLines(data)].join('\n'));
    },
  };
}

export function localTime(time: number): string {
  return new Date(time).toLocaleString();
}

/** A line of the chat that nobody wrote. */
function noticeOf({ kind, detail = '' }: Message, { displayName }: Profile, texts: Texts): string {
  switch (kind) {
    case 'keys-changed':
      return texts.say('keysChanged', { name: displayName });
    case 'unreadable':
      return texts.say('unreadable', { name: displayName });
    case 'missing':
      return texts.say('missing', { name: displayName, count: detail || '?' });
    case 'text':
      return '';
  }
}

function messageObject(message: Message, other: Profile) {
  const { id, own, kind, text, sentAt, state, problem, detail, order } = message;
  const { account, name } = other;
  return { type: 'message', with: name, account, id, order, own, kind, text, sentAt, state, problem, detail };
}

function errorData(error: unknown): { code: string; details?: unknown } {
  return error instanceof ContractError ? error.toData() : { code: errorCodeOf(error) };
}

function fieldLines({ details }: Pick<ContractErrorData, 'details'>): string[] {
  if (typeof details !== 'object' || details === null || !('fields' in details)) return [];
  return Object.entries(details.fields ?? {}).map(([field, problem]) => `  ${field}: ${problem}`);
}

/** Text from others must not steer the terminal: control characters other than tab and new line are shown as such. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
}
