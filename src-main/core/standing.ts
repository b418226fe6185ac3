import { isDeepStrictEqual } from 'node:util';
import type { Channel } from '../../protocol/index.ts';
import type { SessionLimits, Status } from '../contract/model.ts';
import type { Store } from './store/store.ts';

export interface StandingParts {
  store: Pick<Store, 'run'>;
  /** status or limits are others now */
  changed(): void;
}

/** How one appears to friends and what the server allows: the server's word, kept for the time without a connection. */
export class Standing {
  readonly #parts: StandingParts;
  #status: Status = { presence: 'online', address: 'lan' };
  /** as servers have it whose owner changed nothing */
  #limits: SessionLimits = { recall: 120, roomName: { min: 2, max: 32 }, roomMembers: 1000 };

  constructor(parts: StandingParts) {
    this.#parts = parts;
  }

  get status(): Status {
    return this.#status;
  }

  get limits(): SessionLimits {
    return this.#limits;
  }

  async load(): Promise<void> {
    const { status, limits } = await this.#parts.store.run('standing');
    this.#status = status ?? this.#status;
    this.#limits = limits ?? this.#limits;
  }

  /** Asks the server. Rejects as a request does. */
  async refresh(channel: Channel): Promise<void> {
    const [status, { limits }] = await Promise.all([
      channel.request('account.status.get', {}),
      channel.request('server.info', {}),
    ]);
    const { recall, roomName, roomMembers } = limits;
    await this.#set({ status, limits: { recall, roomName, roomMembers } });
  }

  /** What is not said stays. */
  async setStatus(channel: Channel, changed: Status): Promise<void> {
    const status = { ...this.#status, ...changed };
    await channel.request('account.status.set', status);
    await this.#set({ status, limits: this.#limits });
  }

  async #set(next: { status: Status; limits: SessionLimits }): Promise<void> {
    if (isDeepStrictEqual(next, { status: this.#status, limits: this.#limits })) return;
    this.#status = next.status;
    this.#limits = next.limits;
    this.#parts.changed();
    await this.#parts.store.run('saveStanding', next);
  }
}
