import { mediaPath, type Staged } from '../../src-main/contract/attachment.ts';
import type { CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { Bridge, EventListener } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import { type Outcome, unwrap } from './outcome.ts';

/** What the preload script puts on the window as `miyu`. */
export interface PreloadBridge {
  call(name: CallName, args: unknown): Promise<Outcome>;
  listen(listener: EventListener): () => void;
  stage(file: File, progress: (done: number) => void): { outcome: Promise<Outcome>; cancel(): void };
}

/** The core in Electron's main process. */
export function electronBridge(preload: PreloadBridge): Bridge {
  return {
    call: async <N extends CallName>(name: N, args: unknown) => unwrap(await preload.call(name, args)) as CallResult<N>,
    listen: (listener) => preload.listen(listener),
    mediaUrl: mediaPath,
    async stage(file, { progress, signal } = {}) {
      if (signal?.aborted) throw new ContractError('cancelled');
      const { outcome, cancel } = preload.stage(file, (done) => progress?.(done));
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return unwrap(await outcome) as Staged;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
  };
}
