import { describe, expect, it } from 'vitest';
import { DEVICE_NAME_LIMIT } from '../../../protocol/index.ts';
import { DeviceDescription } from '../../../protocol/operations/account.ts';
import { deviceNameOf } from '../../../src-main/core/device-name.ts';

const key = new Uint8Array(32);
const long = 'abcdefghij'.repeat(20);

describe("a device's name", () => {
  it.each([
    ['LAPTOP-7', 'LAPTOP-7'],
    ['', 'computer'],
    [' \t\n', 'computer'],
    ['\u0000\u0007\u0085', 'computer'],
    ['a\u0000b\r\nc', 'a b c'],
    ['CLI · ', 'CLI ·'],
    [long.slice(0, 64), long.slice(0, 64)],
    [long.slice(0, 76), long.slice(0, 64)],
    [long, long.slice(0, 64)],
    // a character of two units is kept whole or not at all
    [`${'a'.repeat(62)}😀b`, `${'a'.repeat(62)}😀`],
    [`${'a'.repeat(63)}😀b`, 'a'.repeat(63)],
    [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
    ['a\ud83d', 'a\ufffd'],
  ])('is made of %j', (machine, name) => {
    expect(deviceNameOf(machine)).toBe(name);
    expect(DeviceDescription.parse({ name: deviceNameOf(machine), key }).name).toBe(name);
  });

  it('is cut no earlier than the server would refuse it', () => {
    expect(deviceNameOf(long)).toHaveLength(DEVICE_NAME_LIMIT);
    expect(DeviceDescription.safeParse({ name: 'a'.repeat(DEVICE_NAME_LIMIT + 1), key }).success).toBe(false);
  });
});
