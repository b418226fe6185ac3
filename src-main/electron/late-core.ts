import type { MediaRef, Staged } from '../contract/attachment.ts';
import type { CallArgs, CallName, CallResult } from '../contract/calls.ts';
import type { CoreApi, CoreFiles, EventListener, Media } from '../contract/core.ts';

/** A core that is still being opened: whoever asks it for something waits. Rejects what it is asked when it cannot open. */
export class LateCore implements CoreApi, CoreFiles {
  readonly #core: Promise<CoreApi & CoreFiles>;

  constructor(core: Promise<CoreApi & CoreFiles>) {
    this.#core = core;
  }

  async call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
    return (await this.#core).call(name, args);
  }

  async stage(file: { name: string; type?: string }, content: AsyncIterable<Uint8Array>): Promise<Staged> {
    return (await this.#core).stage(file, content);
  }

  async media(ref: MediaRef): Promise<Media | undefined> {
    return (await this.#core).media(ref);
  }

  /** Hears what happens once the core is there. */
  listen(listener: EventListener): () => void {
    let isStopped = false;
    let stop = () => {
      isStopped = true;
    };
    const begin = (core: CoreApi) => {
      if (!isStopped) stop = core.listen(listener);
    };
    // a core that cannot open has no events; whoever opens it hears why
    this.#core.then(begin, () => {});
    return () => stop();
  }
}
