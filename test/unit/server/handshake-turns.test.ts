import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HandshakeTurns } from '../../../src-server/handshake-turns.ts';

const RATE = { perSecond: 10, burst: 2 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const start = Date.now();
  const turns = new HandshakeTurns(RATE, () => Date.now() - start);
  const begun: string[] = [];
  const ask = (address: string, isGone = () => false) =>
    void turns.take(address, isGone).then(() => void begun.push(address));
  return { turns, begun, ask };
}

describe('turns of handshakes', () => {
  it('come at once while there are few, then so many a second', async () => {
    const { begun, ask } = setUp();
    for (let i = 0; i < 4; i++) ask('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(110);
    expect(begun).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toHaveLength(4);
  });

  it('come to each address alike, however often it knocks', async () => {
    const { begun, ask } = setUp();
    for (let i = 0; i < 50; i++) ask('flood');
    for (const honest of ['a', 'b']) for (let i = 0; i < 2; i++) ask(honest);
    await vi.advanceTimersByTimeAsync(620);
    expect(begun.slice(2)).toEqual(['flood', 'a', 'b', 'flood', 'a', 'b']);
  });

  it('are not given to those who have gone', async () => {
    const { begun, ask } = setUp();
    for (let i = 0; i < 2; i++) ask('a');
    for (let i = 0; i < 50; i++) ask('gone', () => true);
    ask('b');
    await vi.advanceTimersByTimeAsync(110);
    expect(begun).toEqual(['a', 'a', 'b']);
  });

  it('come to nobody after the stop', async () => {
    const { turns, begun, ask } = setUp();
    for (let i = 0; i < 3; i++) ask('a');
    turns.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(begun).toHaveLength(2);
  });
});
