import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../protocol/errors.ts';
import en from '../../../resources/locales/en.json';
import zhCN from '../../../resources/locales/zh-CN.json';
import { localErrorCodes } from '../../../src-main/contract/errors.ts';

type Texts = { [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const entries = Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix + key}.`)],
  );
  return new Map(entries);
}

const chinese = flatten(zhCN);
const english = flatten(en);

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

/** Every source file that can show a text; the others' dotted names are calls of the contract. */
function sources(): string[] {
  return ['features', 'components', 'hooks', 'model'].flatMap((folder) => {
    const path = join(import.meta.dirname, '../../../src-renderer', folder);
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(path, name), 'utf8'));
  });
}

/** The keys a key in the code can stand for: plural forms, and any word in place of a `${…}`. */
function patternOf(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('[\\w-]+')}(_one|_other)?$`);
}

const areas = Object.keys(zhCN).join('|');
const usedKeys = sources().flatMap((source) =>
  [...source.matchAll(new RegExp(`['\`]((?:${areas})\\.[\\w.$\\{\\} ?'-]+)['\`]`, 'g'))].map((match) => match[1] ?? ''),
);

describe('the texts', () => {
  it('are the same in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it.each([...chinese.keys()])('%s is written in both, with the same values', (key) => {
    const [zh, other] = [chinese.get(key) ?? '', english.get(key) ?? ''];
    expect(zh.trim()).not.toBe('');
    expect(other.trim()).not.toBe('');
    expect(placeholders(other)).toEqual(placeholders(zh));
  });

  it.each([...errorCodes, ...localErrorCodes])('tell of the error %s', (code) => {
    expect(chinese.has(`errors.${code}`)).toBe(true);
  });

  it('have every key that the code uses', () => {
    const missing = usedKeys.filter((key) => ![...chinese.keys()].some((known) => patternOf(key).test(known)));
    expect(missing).toEqual([]);
  });

  // what Electron draws is read as properties, which the compiler knows
  it('have no key that nothing uses', () => {
    const patterns = usedKeys.map(patternOf);
    expect(
      [...chinese.keys()]
        .filter((key) => !/^(tray|edit|crash)\./.test(key))
        .filter((key) => !patterns.some((pattern) => pattern.test(key))),
    ).toEqual([]);
  });
});
