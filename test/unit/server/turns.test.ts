import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Share, Turns } from '../../../src-server/turns.ts';

const STEP_MS = 1;

/** Somebody with work to do, in steps of a millisecond each of a clock that only work moves. */
class Worker {
  readonly done: number[] = [];
  readonly #clock: { now: number };
  readonly #share: Share;
  #left = 0;

  constructor(turns: Turns, clock: { now: number }) {
    this.#clock = clock;
    this.#share = turns.join(() => this.#work());
  }

  get isWaiting(): boolean {
    return this.#share.isWaiting;
  }

  hold(ms: number): void {
    this.#share.hold(ms);
  }

  bring(steps: number): void {
    this.#left += steps;
    this.#share.work(() => this.#work());
  }

  #work(): void {
    while (this.#left > 0 && !this.#share.mustWait()) {
      this.#left -= 1;
      this.#clock.now += STEP_MS;
      this.done.push(this.#clock.now);
    }
  }
}

function setUp() {
  const clock = { now: 0 };
  const turns = new Turns(() => clock.now);
  return { clock, worker: () => new Worker(turns, clock) };
}

describe('turns', () => {
  it('do at once what is little', () => {
    const worker = setUp().worker();
    worker.bring(2);
    expect([worker.done.length, worker.isWaiting]).toEqual([2, false]);
  });

  it('let who brings more wait with the rest, and do all of it in the end', async () => {
    const worker = setUp().worker();
    worker.bring(50);
    expect([worker.done.length, worker.isWaiting]).toEqual([3, true]);
    while (worker.isWaiting) await setImmediate();
    expect(worker.done).toHaveLength(50);
  });

  it('serve those that wait a slice each, one after the other', async () => {
    const { worker } = setUp();
    const flood = [worker(), worker(), worker()];
    for (const each of flood) each.bring(9);
    await setImmediate();
    expect(flood.map(({ done }) => done.length)).toEqual([6, 6, 3]);
    await setImmediate();
    expect(flood.map(({ done }) => done.length)).toEqual([9, 6, 6]);
  });

  it('let nobody who brings little wait for a flood', async () => {
    const { clock, worker } = setUp();
    const flood = Array.from({ length: 20 }, worker);
    const honest = worker();
    for (const each of flood) each.bring(1000);
    for (let turn = 0; turn < 100; turn++) {
      const before = clock.now;
      await setImmediate();
      honest.bring(turn % 10 === 0 ? 1 : 0);
      expect(clock.now - before).toBeLessThanOrEqual(10);
    }
    expect(honest.done).toHaveLength(10);
    expect(honest.isWaiting).toBe(false);
  });

  it('leave alone for a while who has asked too often, for a second at most', async () => {
    const { clock, worker } = setUp();
    const flood = worker();
    for (let i = 0; i < 500; i++) flood.hold(10);
    flood.bring(1);
    clock.now += 999;
    await setTimeout(1005);
    await setImmediate();
    expect(flood.done).toHaveLength(0);
    clock.now += 1;
    while (flood.isWaiting) await setTimeout(1);
    expect(flood.done).toHaveLength(1);
  });

  it('give a flood nothing at once, until it has been quiet', async () => {
    const { clock, worker } = setUp();
    const flood = worker();
    for (let i = 0; i < 10; i++) {
      flood.bring(3);
      while (flood.isWaiting) await setImmediate();
    }
    flood.bring(1);
    expect(flood.isWaiting).toBe(true);
    while (flood.isWaiting) await setImmediate();
    clock.now += 1000;
    flood.bring(1);
    expect(flood.isWaiting).toBe(false);
  });
});
