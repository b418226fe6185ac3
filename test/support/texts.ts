import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../src-main/contract/settings.ts';

type Values = Record<string, string | number>;

/** What the UI says in a language, by the key of the text. Throws for an unknown key. */
export interface Texts {
  (key: string): string;
  /** A text with values in it, which the UI may set apart by marks for the direction of writing. */
  filled(key: string, values: Values): RegExp;
  /** The same as a part of what is shown. */
  within(key: string, values: Values): RegExp;
}

export function textsIn(language: Language): Texts {
  const file = path.join(import.meta.dirname, `../../resources/locales/${language}.json`);
  const locale: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Object.assign((key: string) => find(locale, key), {
    filled: (key: string, values: Values) => new RegExp(`^${fill(find(locale, key), values)}$`),
    within: (key: string, values: Values) => new RegExp(fill(find(locale, key), values)),
  });
}

function find(locale: unknown, key: string): string {
  let found: unknown = locale;
  for (const part of key.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  }
  if (typeof found !== 'string') throw new Error(`There is no text "${key}".`);
  return found;
}

function fill(text: string, values: Values): string {
  const parts = text.split(/\{\{(\w+)\}\}/).map((part, index) => {
    return index % 2 === 0 ? quote(part) : `\u2068?${quote(String(values[part]))}\u2069?`;
  });
  return parts.join('');
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
