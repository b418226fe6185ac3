import type { MediaRef, Staged } from '../../src-main/contract/attachment.ts';
import type { CallArgs, CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { CoreApi, CoreFiles, EventListener, Media } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { EventName, Events } from '../../src-main/contract/events.ts';
import type { AccountId, Session } from '../../src-main/contract/model.ts';

/** A core that answers by the name of the call alone; each test says what it needs. */
export class FakeCore implements CoreApi, CoreFiles {
  readonly asked: [CallName, unknown][] = [];
  readonly listeners = new Set<EventListener>();
  /** the account that is open */
  session: Session | undefined;
  answers: Partial<{ [N in CallName]: () => Promise<CallResult<N>> }> = {};
  /** what is behind media addresses */
  shown: (ref: MediaRef) => Promise<Media | undefined> = () => Promise.resolve(undefined);
  taken: CoreFiles['stage'] = () => Promise.reject(new ContractError('no-session'));

  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallResult<N>> {
    this.asked.push([name, args]);
    const answer = this.answers[name];
    return answer ? answer() : Promise.reject(new ContractError('no-session'));
  }

  listen(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get state(): { session?: Session } {
    return this.session ? { session: this.session } : {};
  }

  emit<N extends EventName>(name: N, value: Events[N]): void {
    for (const listener of this.listeners) listener(name, value);
  }

  /** Opens an account, as a core does on a call or by itself. */
  open(): Session {
    this.session = { profile: { account: 1, name: 'anna' } } as Session;
    this.emit('session', this.session);
    return this.session;
  }

  /** Closes it; by a lock, if so. */
  close(how: 'lock' | 'logout'): void {
    if (how === 'lock') this.emit('locked', { account: 1 as AccountId, fingerprint: 'f' });
    this.session = undefined;
    this.emit('session', undefined);
  }

  media(ref: MediaRef): Promise<Media | undefined> {
    return this.shown(ref);
  }

  stage(file: { name: string; type?: string }, content: AsyncIterable<Uint8Array>): Promise<Staged> {
    return this.taken(file, content);
  }
}

/** Bytes as the core serves them, in pieces of 1,000. */
export function fakeMedia(type: Media['type'], bytes: Uint8Array): Media {
  return {
    type,
    size: bytes.length,
    async *read(from, to) {
      for (let at = from; at < to; at += 1000) yield bytes.subarray(at, Math.min(at + 1000, to));
    },
  };
}
