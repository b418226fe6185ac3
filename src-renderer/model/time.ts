import type { Timestamp } from '../../src-main/contract/model.ts';

const DAY_MS = 86_400_000;

function startOfDay(time: Timestamp): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** Whole calendar days from `time` to `now`, by the local clock. */
function daysAgo(time: Timestamp, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(time)) / DAY_MS);
}

export function isSameDay(a: Timestamp, b: Timestamp): boolean {
  return startOfDay(a) === startOfDay(b);
}

export function isSameMinute(a: Timestamp, b: Timestamp): boolean {
  return Math.floor(a / 60_000) === Math.floor(b / 60_000);
}

export function clockTime(time: Timestamp, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);
}

function relativeDay(days: 0 | 1, language: string): string {
  const text = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

function yearUnlessNow(time: Timestamp, now: number): { year?: 'numeric' } {
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
}

/** When a chat was last active, as short as it can be told: a time today, else a day. */
export function shortTime(time: Timestamp, now: number, language: string): string {
  const days = daysAgo(time, now);
  if (days <= 0) return clockTime(time, language);
  if (days === 1) return relativeDay(1, language);
  if (days < 7) return new Intl.DateTimeFormat(language, { weekday: 'short' }).format(time);
  return new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric', ...yearUnlessNow(time, now) }).format(
    time,
  );
}

/** The day that a separator between messages names. */
export function dayName(time: Timestamp, now: number, language: string): string {
  const days = daysAgo(time, now);
  if (days === 0 || days === 1) return relativeDay(days, language);
  const options = { weekday: 'short', month: 'long', day: 'numeric', ...yearUnlessNow(time, now) } as const;
  return new Intl.DateTimeFormat(language, options).format(time);
}

/** Day and time in full, for details and tooltips. */
export function fullTime(time: Timestamp, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(time);
}

/** A day as short as it can be told for certain. */
export function shortDay(time: Timestamp, now: number, language: string): string {
  const options = { month: 'short', day: 'numeric', ...yearUnlessNow(time, now) } as const;
  return new Intl.DateTimeFormat(language, options).format(time);
}

export function fullDay(time: Timestamp, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(time);
}

/** Whole seconds until `time`, never below zero. */
export function secondsUntil(time: Timestamp, now: number): number {
  return Math.max(0, Math.ceil((time - now) / 1000));
}
