import { describe, expect, it } from 'vitest';
import { fitSize, fitting, moved, rotated, toggled, towards, zoomed } from '../../../src-renderer/model/zoom.ts';

const frame = { width: 1000, height: 800 };
const picture = { width: 2000, height: 1000 };
const middle = { x: 0, y: 0 };

describe('a picture that is looked at', () => {
  it('fits, turned or not, and is never made larger for that', () => {
    expect(fitSize(picture, frame, 0)).toEqual({ width: 1000, height: 500 });
    expect(fitSize(picture, frame, 1)).toEqual({ width: 800, height: 400 });
    expect(fitSize({ width: 100, height: 50 }, frame, 0)).toEqual({ width: 100, height: 50 });
  });

  it('gets larger round the pointer: what is below it stays', () => {
    const look = zoomed(fitting, 2, { x: 100, y: 50 }, picture, frame);
    expect(look.scale).toBe(2);
    // the same point of the picture before and after
    expect((100 - look.x) / look.scale).toBeCloseTo(100);
  });

  it('never gets smaller than what fits, nor larger than sixteen times', () => {
    expect(zoomed(fitting, 0.5, middle, picture, frame)).toEqual(fitting);
    expect(zoomed(fitting, 100, middle, picture, frame).scale).toBe(16);
  });

  it('can be moved while there is more of it, and not out of sight', () => {
    expect(moved(fitting, { x: 50, y: 50 }, picture, frame)).toEqual(fitting);
    const near = zoomed(fitting, 2, middle, picture, frame);
    expect(moved(near, { x: 9000, y: -9000 }, picture, frame)).toMatchObject({ x: 500, y: -100 });
  });

  it('is moved by keys so that more is seen of the side that they name, and back', () => {
    const near = zoomed(fitting, 4, middle, picture, frame);
    const far = { x: 9000, y: 9000 };
    for (const [there, back] of [
      ['left', 'right'],
      ['up', 'down'],
    ] as const) {
      const look = moved(near, towards[there], picture, frame);
      expect(look).not.toEqual(near);
      expect(moved(look, towards[back], picture, frame)).toEqual(near);
    }
    const corner = moved(near, far, picture, frame);
    expect(moved(corner, towards.left, picture, frame)).toEqual(corner);
    expect(moved(corner, towards.up, picture, frame)).toEqual(corner);
  });

  it('comes closer by a double click, and back by another', () => {
    const near = toggled(fitting, { x: 10, y: 0 }, picture, frame);
    expect(near.scale).toBe(2.5);
    expect(toggled(near, middle, picture, frame)).toEqual(fitting);
    expect(toggled(fitting, middle, { width: 8000, height: 1000 }, frame).scale).toBe(8);
  });

  it('is turned by quarters, and fits again then', () => {
    const near = zoomed(fitting, 2, middle, picture, frame);
    expect(rotated(near)).toEqual({ ...fitting, quarters: 1 });
    expect([1, 2, 3, 4].reduce(rotated, fitting).quarters).toBe(0);
  });
});
