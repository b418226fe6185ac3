import type { MediaRef, Staged } from './attachment.ts';
import type { Browsers } from './browsers.ts';
import type { CallArgs, CallName, CallResult } from './calls.ts';
import type { EventName, Events } from './events.ts';

export type EventListener = <N extends EventName>(name: N, value: Events[N]) => void;

/**
 * The core as its shells and the UI see it. Implemented by the core itself, and again by each bridge to it.
 * A failed call rejects with a ContractError.
 */
export interface CoreApi {
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>>;
  /** Hears every event from now on; returns what ends it. */
  listen(listener: EventListener): () => void;
}

/** What the core has for its shells beside the calls: bytes in pieces, so that no file must fit into memory. */
export interface CoreFiles {
  /**
   * Takes in a file to be sent. Whoever gives the content up early throws in it.
   * @param file.name as the person knows it: no path counts, only what follows its last separator
   * @throws ContractError `no-session`, `too-large`, `empty-file`, `disk-full`
   */
  stage(file: { name: string; type?: string }, content: AsyncIterable<Uint8Array>): Promise<Staged>;
  /** What stands behind a media address; undefined when there is nothing, or it must not be shown. */
  media(ref: MediaRef): Promise<Media | undefined>;
}

/** Something that a page may show or play. */
export interface Media {
  /** one of those the page may show: a picture or a sound, told by its bytes */
  type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'audio/webm' | 'audio/ogg' | 'audio/mp4';
  size: number;
  /** the bytes from `from` up to, not including, `to` */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** The core as the page sees it. */
export interface Bridge extends CoreApi {
  /**
   * Has the core take in a file that the person chose, dropped, pasted or recorded.
   * @param progress hears how many bytes have been taken
   * @throws ContractError as `CoreFiles.stage`; `cancelled` when the signal says so
   */
  stage(file: File, options?: { progress?: (done: number) => void; signal?: AbortSignal }): Promise<Staged>;
  /** For `src` of pictures and sounds. */
  mediaUrl(ref: MediaRef): string;
  /** Who uses the account beside this page; absent where there is one window. */
  readonly browsers?: Browsers;
}
