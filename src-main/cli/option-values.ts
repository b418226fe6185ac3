import { InvalidArgumentError } from 'commander';
import type { MessageId } from '../contract/model.ts';

/* What options take, as commander reads it. Each throws InvalidArgumentError. */

export function seconds(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 86_400)) throw new InvalidArgumentError('seconds, more than 0');
  return number;
}

export function count(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('a whole number, 1 or more');
  return Number(value);
}

export function limit(most: number): (value: string) => number {
  return (value) => {
    const number = count(value);
    if (number > most) throw new InvalidArgumentError(`at most ${most}`);
    return number;
  };
}

export function messageId(value: string): MessageId {
  if (!isMessageId(value)) throw new InvalidArgumentError('the id of a message');
  return value;
}

export function isMessageId(value: string): value is MessageId {
  return /^[A-Za-z0-9_-]{22}$/.test(value);
}
