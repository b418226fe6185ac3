import { describe, expect, it } from 'vitest';
import { countGraphemes, nameKey, normalizeName } from '../../../src-server/accounts/names.ts';

describe('names', () => {
  it.each([
    ['小明', 2],
    ['👨‍👩‍👧‍👦', 1],
    ['e\u0301', 1],
    ['', 0],
  ])('counts what people see in %j', (text, count) => {
    expect(countGraphemes(text)).toBe(count);
  });

  it('keeps names in their compatibility form', () => {
    expect(normalizeName(' ｍｉｙｕ１ ')).toBe('miyu1');
  });

  it.each([
    ['Ming', 'mING'],
    ['Straße', 'STRASSE'],
    ['ΣΟΦΟΣ', 'σοφος'],
    ['Ｍing', 'ming'],
    ['café', 'CAFE\u0301'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it('tells different names apart', () => {
    expect(nameKey('小明')).not.toBe(nameKey('小名'));
  });
});
