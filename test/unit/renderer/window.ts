import { createMemoryCore, type MemoryOptions } from '../../../src-renderer/bridge/memory/memory.ts';
import { createStores, type StoresOptions } from '../../../src-renderer/stores/stores.ts';

interface Waiting {
  run: () => void;
  at: number;
}

/** A clock that stands still until it is moved; what was put off runs when its time comes. */
function createClock() {
  let now = new Date('2026-11-21T12:00:00').getTime();
  let waiting: Waiting[] = [];
  return {
    now: () => now,
    later(run: () => void, ms: number) {
      const entry = { run, at: now + ms };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    /** Moves on, and lets what is under way come to its end. */
    async pass(ms: number) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { run } of due) run();
      await settled();
    },
  };
}

/** Resolves when every call of the in-memory core that is under way has been answered. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The stores of a window over an in-memory core, started. */
export async function openWindow(world?: MemoryOptions['world'], options: StoresOptions = {}) {
  const clock = createClock();
  const core = createMemoryCore({ ...clock, ...(world && { world }) });
  const stores = createStores(core, { ...clock, ...options });
  await stores.start();
  await settled();
  return { clock, core, stores };
}
