import { describe, expect, it } from 'vitest';
import { me, person } from '../../../src-renderer/bridge/memory/people.ts';
import { AVATAR_HUES, avatarHue, initials, isolate, nameOf } from '../../../src-renderer/model/names.ts';

describe('initials', () => {
  it.each([
    ['小明', '小明'],
    ['欧阳修远', '修远'],
    ['王老师（高等数学）', '老师'],
    ['实验室值班 · 本周轮到你', '值班'],
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['wang_laoshi', 'WL'],
    ['  tom  ', 'T'],
    ['عمر الفاروق', 'عا'],
    ['42', '4'],
  ])('of %s are %s', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });

  it('keep a name without letters as it is', () => {
    expect(initials('!!')).toBe('!');
  });
});

describe('avatarHue', () => {
  it('is steady and uses every colour', () => {
    const hues = Array.from({ length: 500 }, (_, index) => avatarHue(person(index + 1, 'x').account));
    expect(avatarHue(me.account)).toBe(avatarHue(me.account));
    expect(new Set(hues)).toEqual(new Set(Array.from({ length: AVATAR_HUES }, (_, hue) => hue)));
  });
});

describe('a name', () => {
  it('is the display name, or the name without one', () => {
    expect(nameOf(person(1, 'ada', { displayName: 'Ada Lovelace' }))).toBe('Ada Lovelace');
    expect(nameOf(person(1, 'ada', { displayName: '' }))).toBe('ada');
  });

  it('keeps its direction inside a sentence', () => {
    expect(isolate('عمر')).toBe('\u2068عمر\u2069');
    expect(isolate('li\u2069\u202ehong')).toBe('\u2068lihong\u2069');
  });
});
