import type { CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { CoreApi, EventListener } from '../../src-main/contract/core.ts';
import { type Outcome, unwrap } from './outcome.ts';

/** What the preload script puts on the window as `miyu`. */
export interface PreloadBridge {
  call(name: CallName, args: unknown): Promise<Outcome>;
  listen(listener: EventListener): () => void;
}

/** The core in Electron's main process. */
export function electronBridge(preload: PreloadBridge): CoreApi {
  return {
    call: async <N extends CallName>(name: N, args: unknown) => unwrap(await preload.call(name, args)) as CallResult<N>,
    listen: (listener) => preload.listen(listener),
  };
}
