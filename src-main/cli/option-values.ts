import { InvalidArgumentError } from 'commander';

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

export function limit(value: string): number {
  const number = count(value);
  if (number > 500) throw new InvalidArgumentError('at most 500');
  return number;
}
