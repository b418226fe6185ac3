import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { fileNameFor } from '../../../src-renderer/model/file-name.ts';
import { groupsOf } from '../../../src-renderer/model/groups.ts';
import { numberGroups, qrPath } from '../../../src-renderer/model/safety.ts';

/** The picture that the path draws, as a camera sees it: `scale` pixels for each square. */
function paint({ path, side }: { path: string; side: number }, scale: number) {
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let at = 0; at < scale * scale; at++) {
      const column = Number(x) * scale + (at % scale);
      const row = Number(y) * scale + Math.floor(at / scale);
      pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return { pixels, width };
}

describe('a safety number', () => {
  it('is read in twelve groups of five', () => {
    const groups = numberGroups('0123456789'.repeat(6));
    expect(groups).toHaveLength(12);
    expect(new Set(groups.map(({ text }) => text))).toEqual(new Set(['01234', '56789']));
  });

  it('may come with spaces of its own', () => {
    expect(numberGroups('01234 56789').map(({ text }) => text)).toEqual(['01234', '56789']);
  });

  it('becomes a picture that can be scanned', () => {
    const code = `miyu:${'4Zk_'.repeat(30)}`;
    const { pixels, width } = paint(qrPath(code), 4);
    expect(jsQR(pixels, width, width)?.data).toBe(code);
  });

  it('has white around its picture', () => {
    const { path, side } = qrPath('x');
    const places = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect(Math.min(...places)).toBe(4);
    expect(Math.max(...places)).toBe(side - 5);
  });
});

it('groups keep the rest at the end, and their places', () => {
  expect(groupsOf('abcdefg', 3)).toEqual([
    { at: 0, text: 'abc' },
    { at: 3, text: 'def' },
    { at: 6, text: 'g' },
  ]);
});

describe('the name of a file', () => {
  it('is the name and the number', () => {
    expect(fileNameFor({ name: '小红', account: 10002 }, 'pem')).toBe('小红-10002.pem');
    expect(fileNameFor({ name: '小红', account: 10002 }, 'txt', '恢复码')).toBe('恢复码-小红-10002.txt');
  });

  it('has nothing that a system refuses or that turns the text around', () => {
    expect(fileNameFor({ name: 'a/b\\c:d\u202ee', account: 1 }, 'pem')).toBe('a_b_c_d_e-1.pem');
  });
});
