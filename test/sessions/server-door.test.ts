import { describe, expect, it } from 'vitest';
import { connectFrom, RawClient } from '../support/raw-client.ts';
import { comeBack } from '../support/returning.ts';
import { startTestServer } from '../support/server.ts';

const PEOPLE = 120;
const SILENT_MS = 1000;

describe('the door, as it really is', () => {
  it('lets everybody behind one address back at once after a restart', async () => {
    const running = await startTestServer();
    const names = Array.from({ length: PEOPLE }, (_, index) => `person${index}`);
    const people = await Promise.all(names.map((name) => RawClient.signUp(running.server, name)));
    const server = await running.restart({}, true);
    const start = performance.now();
    const back = await Promise.all(people.map((person) => comeBack(server, person)));
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(back.every(({ client }) => client.channel.isOpen)).toBe(true);
    const other = await RawClient.connect({ ...server, from: '127.0.0.9' });
    expect(other.channel.isOpen).toBe(true);
  }, 30_000);

  it('takes places from those who say nothing, first at the same address, then where there are most', async () => {
    const limits = { guests: 12, guestsPerAddress: 8 };
    const { server } = await startTestServer({ limits }, { isGuarded: true });
    const silent = async (from: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const wire = await connectFrom({ ...server, from });
          const state = { isOpen: true };
          wire.onClose = () => {
            state.isOpen = false;
          };
          return state;
        }),
      );
    const atOurs = await silent('127.0.0.1', 8);
    const elsewhere = await silent('127.0.0.2', 4);
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS + 50));
    const here = await RawClient.signIn(server, 'ming');
    const there = await RawClient.signIn({ ...server, from: '127.0.0.3' }, 'hong');
    expect([here.channel.isOpen, there.channel.isOpen]).toEqual([true, true]);
    expect(atOurs.filter(({ isOpen }) => !isOpen).length).toBeGreaterThan(0);
    expect(elsewhere.every(({ isOpen }) => isOpen)).toBe(true);
  });

  it('serves the others while one address asks for handshakes without end', async () => {
    const limits = { signatures: { perSecond: 20, burst: 5 } };
    const { server } = await startTestServer({ limits }, { isGuarded: true });
    const flood = new AbortController();
    const worker = async () => {
      while (!flood.signal.aborted) {
        const client = await RawClient.connect({ ...server, from: '127.0.0.66' }).catch(() => undefined);
        client?.channel.destroy('ended');
      }
    };
    const workers = Array.from({ length: 40 }, worker);
    const start = performance.now();
    for (let i = 0; i < 10; i++) (await RawClient.connect(server)).channel.destroy('ended');
    // forty before each of ours would take twenty seconds
    expect(performance.now() - start).toBeLessThan(5000);
    flood.abort();
    await Promise.all(workers);
  }, 20_000);
});
