import { describe, expect, it } from 'vitest';
import { AccountId, OperationError } from '../../../protocol/index.ts';
import {
  changeProfile,
  checkAge,
  checkDisplayName,
  checkEmail,
  checkGreeting,
  checkName,
  checkProfile,
  checkSignature,
  emailKey,
  FieldReport,
} from '../../../src-server/accounts/fields.ts';
import { Config } from '../../../src-server/config.ts';

const { limits } = Config.parse({});

describe('fields of a registration', () => {
  it.each([
    ['小明', undefined],
    ['xiao_ming', undefined],
    ['Ünal2', undefined],
    ['', 'empty'],
    ['   ', 'empty'],
    ['明', 'too-short'],
    ['x'.repeat(17), 'too-long'],
    [`a${'\u0301'.repeat(200)}b`, 'too-long'],
    ['two words', 'format'],
    ['a-b', 'format'],
    ['10001', 'format'],
    ['<script>', 'format'],
    ['a\u202eb', 'format'],
    ['😀😀', 'format'],
    ['ming\u3164', 'format'],
    ['\u115f\u1160a', 'format'],
    ['аdmin', 'format'],
    ['Иван', undefined],
    ['ᎠᎡᎢᎣ', 'format'],
    ['ꓡꓲꓢꓴ', 'format'],
    ['ᴍɪɴɢ', 'format'],
    ['小明カ', undefined],
    ['한국カ', 'format'],
    ['𬭎䶮', undefined],
  ])('name %j: %s', (name, problem) => {
    expect(checkName(name, limits)).toBe(problem);
  });

  it.each([
    ['ming@example.org', undefined],
    ['小明@例子.中国', undefined],
    ['a.b+c@mail.example.org', undefined],
    ['', 'empty'],
    ['ming', 'format'],
    ['ming@', 'format'],
    ['@example.org', 'format'],
    ['ming@example', 'format'],
    ['ming@example..org', 'format'],
    ['a@b@example.org', 'format'],
    ['a b@example.org', 'format'],
    [`${'a'.repeat(250)}@example.org`, 'too-long'],
  ])('e-mail %j: %s', (email, problem) => {
    expect(checkEmail(email)).toBe(problem);
  });

  it('takes e-mail addresses in any case for the same', () => {
    expect(emailKey(' Ming@Example.ORG ')).toBe('ming@example.org');
  });

  it.each([
    [18, undefined],
    [0, 'out-of-range'],
    [151, 'out-of-range'],
    [1.5, 'out-of-range'],
    [Number.NaN, 'out-of-range'],
  ])('age %j: %s', (age, problem) => {
    expect(checkAge(age)).toBe(problem);
  });

  it('bounds display name, signature and greeting', () => {
    expect(checkDisplayName('小明 😀')).toBeUndefined();
    expect(checkDisplayName('明'.repeat(33))).toBe('too-long');
    expect(checkDisplayName('a\u0000')).toBe('format');
    for (const blank of ['\u3164', '\u2800', 'a\u200bb', '\u0301']) expect(checkDisplayName(blank)).toBe('format');
    expect(checkDisplayName('  ')).toBeUndefined();
    expect(checkDisplayName('👨‍👩‍👧 и Ming')).toBeUndefined();
    expect(checkSignature('a\u202e')).toBe('format');
    expect(checkSignature('明'.repeat(101))).toBe('too-long');
    expect(checkGreeting('one\ntwo', limits)).toBeUndefined();
    expect(checkGreeting('明'.repeat(61), limits)).toBe('too-long');
  });

  it('names every wrong field with its first problem', () => {
    const report = new FieldReport();
    report.add('name', 'empty');
    report.add('name', 'taken');
    checkProfile({ displayName: 'x'.repeat(40), age: 0, signature: '\u0007' }, report);
    const expected = { name: 'empty', displayName: 'too-long', age: 'out-of-range', signature: 'format' } as const;
    expect(() => report.throwIfAny()).toThrow(new OperationError('invalid-fields', { fields: expected }));
  });
});

describe('a changed profile', () => {
  const profile = { account: AccountId.parse(1), name: 'ming', displayName: 'Ming', signature: 's', age: 20 };

  it('keeps what is not given and loses what is cleared', () => {
    expect(changeProfile(profile, { age: null, sex: 'female' })).toEqual({
      account: 1,
      name: 'ming',
      displayName: 'Ming',
      signature: 's',
      sex: 'female',
    });
  });

  it('falls back to the name when the display name is emptied', () => {
    expect(changeProfile(profile, { displayName: ' ' }).displayName).toBe('ming');
  });
});
