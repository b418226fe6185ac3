import type { ContractErrorData, WrongClock } from '../contract/errors.ts';
import { ContractError, wrongClockIn } from '../contract/errors.ts';
import type { ConversationId, Message } from '../contract/model.ts';
import { CliError } from './cli-error.ts';
import { errorCodeOf } from './exit-code.ts';
import type { Texts } from './texts.ts';

/** The chat a message is in, and who wrote it, as they are shown. */
export interface Surroundings {
  id: ConversationId;
  /** the other person's, or the room's */
  name: string;
  /** what its writer is called */
  author: string;
}

/** Where results go: a line of text for people, or with --json one object a line for programs. */
export interface Output {
  texts: Texts;
  result(text: string, value: object): void;
  message(message: Message, around: Surroundings): void;
  error(error: unknown): void;
}

export function createOutput(texts: Texts, isJson: boolean): Output {
  const result = (text: string, value: object) => console.log(isJson ? JSON.stringify(value) : text);
  return {
    texts,
    result,
    message: (message, around) => {
      const room = message.conversation < 0 ? `[${around.name}] ` : '';
      result(`${localTime(message.sentAt)} ${room}${lineOf(message, around, texts)}`, messageObject(message, around));
    },
    error: (error) => {
      const data = errorData(error);
      if (isJson) console.log(JSON.stringify({ type: 'error', ...data }));
      else console.error([texts.error(data.code), ...linesBelow(error, data, texts)].join('\n'));
    },
  };
}

export function localTime(time: number): string {
  return new Date(time).toLocaleString();
}

function lineOf(message: Message, { name, author }: Surroundings, texts: Texts): string {
  const { kind, own, detail = '' } = message;
  const from = own ? texts.say('me') : author;
  const text = textOf(message, texts);
  switch (kind) {
    case 'text':
      return `${from}: ${text}`;
    case 'notice':
      return texts.say('notice', { name: from, text });
    case 'recalled':
    case 'nudge':
      return texts.say(kind, { name: from });
    case 'room':
      return texts.say('roomEvent', { name: from, event: message.event?.kind ?? '' });
    case 'keys-changed':
      return texts.say('keysChanged', { name });
    case 'new-device':
      return texts.say(detail === 'verified' ? 'newDeviceVerified' : 'newDevice', { name });
    case 'unreadable':
      return texts.say('unreadable', { name });
    case 'missing':
      return texts.say('missing', { name, count: detail || '?' });
  }
}

/** The words, behind what they are the caption of. */
function textOf({ text, attachment }: Message, texts: Texts): string {
  const words = printable(text);
  if (!attachment) return words;
  const { kind, name, size } = attachment;
  const attached = texts.say('attached', { kind, name: printable(name), size: texts.size(size) });
  return words === '' ? attached : `${attached} ${words}`;
}

function messageObject(message: Message, around: Surroundings) {
  const { id, own, kind, text, sentAt, state, problem, detail, event, order, attachment } = message;
  const { id: account, name, author } = around;
  return {
    type: 'message',
    with: name,
    account,
    author,
    id,
    order,
    own,
    kind,
    text,
    sentAt,
    state,
    problem,
    detail,
    event,
    attachment,
  };
}

function errorData(error: unknown): { code: string; details?: unknown } {
  if (error instanceof ContractError) return error.toData();
  const reason = error instanceof CliError ? error.reason : undefined;
  return { code: errorCodeOf(error), ...(reason === undefined ? {} : { details: { reason } }) };
}

function linesBelow(error: unknown, data: Pick<ContractErrorData, 'details'>, texts: Texts): string[] {
  const clock = wrongClockIn(error);
  return [...fieldLines(data), ...problemLines(data, texts), ...(clock ? [`  ${clockText(clock, texts)}`] : [])];
}

/** What the clock shows, and when it should be. */
export function clockText({ here, validFrom, validTo }: WrongClock, texts: Texts): string {
  return texts.say('clock', { here: localTime(here), from: localTime(validFrom), to: localTime(validTo) });
}

function fieldLines({ details }: Pick<ContractErrorData, 'details'>): string[] {
  if (typeof details !== 'object' || details === null || !('fields' in details)) return [];
  return Object.entries(details.fields ?? {}).map(([field, problem]) => `  ${field}: ${problem}`);
}

function problemLines({ details }: Pick<ContractErrorData, 'details'>, texts: Texts): string[] {
  if (typeof details !== 'object' || details === null) return [];
  if ('reason' in details) return [`  ${printable(String(details.reason))}`];
  if (!('problem' in details)) return [];
  const text = texts.problem(String(details.problem));
  return text === undefined ? [] : [`  ${text}`];
}

/** Text from others must not steer the terminal: control characters other than tab and new line are shown as such. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
}
