import { describe, expect, it } from 'vitest';
import { fingerprintGroups, formatAddress } from '../../../src-renderer/model/address.ts';
import { nextCell, nextRow } from '../../../src-renderer/model/rows.ts';
import { charactersLeft, insertAt, isSendable } from '../../../src-renderer/model/text-limit.ts';

describe('moving in a list', () => {
  const focusable = [false, true, true, false, true];

  it.each([
    [1, 'ArrowDown', 2],
    [2, 'ArrowDown', 4],
    [4, 'ArrowUp', 2],
    [2, 'Home', 1],
    [1, 'End', 4],
  ])('from %i with %s to %i', (index, key, next) => {
    expect(nextRow(focusable, index, key)).toBe(next);
  });

  it('stops at the ends and knows no other keys', () => {
    expect(nextRow(focusable, 4, 'ArrowDown')).toBeUndefined();
    expect(nextRow(focusable, 1, 'ArrowUp')).toBeUndefined();
    expect(nextRow(focusable, 0, 'ArrowUp')).toBeUndefined();
    expect(nextRow(focusable, 1, 'x')).toBeUndefined();
  });
});

it('moving in a grid keeps inside', () => {
  expect(nextCell(0, 'ArrowDown', 8, 20)).toBe(8);
  expect(nextCell(9, 'ArrowUp', 8, 20)).toBe(1);
  expect(nextCell(15, 'ArrowDown', 8, 20)).toBeUndefined();
  expect(nextCell(0, 'ArrowLeft', 8, 20)).toBeUndefined();
  expect(nextCell(0, 'Tab', 8, 20)).toBeUndefined();
});

it('addresses put IPv6 in brackets', () => {
  expect(formatAddress({ host: 'chat.example', port: 6498 })).toBe('chat.example:6498');
  expect(formatAddress({ host: '::1', port: 6498 })).toBe('[::1]:6498');
});

it('fingerprints come in fours with the rest at the end', () => {
  expect(fingerprintGroups('abcdefghij').map(({ text }) => text)).toEqual(['abcd', 'efgh', 'ij']);
});

describe('the text of a message', () => {
  it('tells what is left when it gets scarce', () => {
    expect(charactersLeft('x'.repeat(7000))).toBeUndefined();
    expect(charactersLeft('x'.repeat(7990))).toBe(10);
    expect(charactersLeft('x'.repeat(8003))).toBe(-3);
  });

  it('can be sent unless blank or too long', () => {
    expect(isSendable(' \n')).toBe(false);
    expect(isSendable('好')).toBe(true);
    expect(isSendable('x'.repeat(8001))).toBe(false);
  });

  it('takes an emoji in place of the selection', () => {
    expect(insertAt('hello', 1, 4, '👍')).toEqual({ text: 'h👍o', caret: 3 });
  });
});
