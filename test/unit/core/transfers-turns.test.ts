import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src-main/core/transfers/turns.ts';

const LARGE = 100 * 1024 * 1024;

/** Turns whose work ends when the test says so. */
function setUp() {
  const turns = new Turns();
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const never = new AbortController().signal;
  return {
    started,
    take: (name: string, size = 1000, { signal = never, isWanted = false } = {}) =>
      turns.take({ size, isWanted }, signal, () => {
        started.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      }),
    end: (name: string) => ends.get(name)?.(),
  };
}

/** Whoever may go goes in the next turn of the event loop. */
function hasStarted(started: string[], names: string[]): Promise<void> {
  return expect.poll(() => started).toEqual(names);
}

describe('turns', () => {
  it('let two work at once, in order', async () => {
    const { take, end, started } = setUp();
    const taken = ['a', 'b', 'c', 'd'].map((name) => take(name));
    await hasStarted(started, ['a', 'b']);
    end('b');
    await taken[1];
    await hasStarted(started, ['a', 'b', 'c']);
    end('a');
    end('c');
    await Promise.all([taken[0], taken[2]]);
    await hasStarted(started, ['a', 'b', 'c', 'd']);
    end('d');
    await taken[3];
  });

  it('keep a place for what is small', async () => {
    const { take, end, started } = setUp();
    const [film] = [take('film', LARGE), take('second film', LARGE), take('picture'), take('voice')];
    await hasStarted(started, ['film', 'picture']);
    end('film');
    await film;
    await hasStarted(started, ['film', 'picture', 'second film']);
  });

  it('are first for what somebody waits for, in order', async () => {
    const { take, end, started } = setUp();
    const flood = ['a', 'b', 'c', 'd'].map((name) => take(name));
    const wanted = ['first', 'second'].map((name) => take(name, LARGE, { isWanted: true }));
    await hasStarted(started, ['a', 'b']);
    end('a');
    await flood[0];
    await hasStarted(started, ['a', 'b', 'first']);
    end('first');
    await wanted[0];
    await hasStarted(started, ['a', 'b', 'first', 'second']);
    end('b');
    await flood[1];
    await hasStarted(started, ['a', 'b', 'first', 'second', 'c']);
  });

  it('are handed on by work that fails', async () => {
    const turns = new Turns();
    const signal = new AbortController().signal;
    const failing = () => turns.take({ size: 1 }, signal, () => Promise.reject(new Error('failed')));
    const failures = await Promise.allSettled([failing(), failing(), failing()]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await turns.take({ size: 1 }, signal, async () => 'done')).toBe('done');
  });

  it('are given up by whoever is aborted while waiting', async () => {
    const { take, end, started } = setUp();
    const giving = new AbortController();
    const [a] = [take('a'), take('b')];
    const given = take('c', 1000, giving);
    const d = take('d');
    giving.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    await expect(take('e', 1000, giving)).rejects.toMatchObject({ code: 'cancelled' });
    end('a');
    await a;
    await hasStarted(started, ['a', 'b', 'd']);
    end('d');
    await d;
  });
});
