import { type Channel, PREKEYS_REFILL_AT } from '../../../protocol/index.ts';
import type { Store } from '../store/store.ts';
import { TurnBatch } from '../turn-batch.ts';

type Requests = Pick<Channel, 'request'>;

/** Keeps the server supplied with this device's keys: without them nobody can write to it. */
export class Publishing {
  readonly #store: Pick<Store, 'run'>;
  readonly #now: () => number;
  /** one after the other: two at a time would publish the same keys */
  readonly #rounds: TurnBatch<Requests>;

  /** `now` is the wall clock. */
  constructor(store: Pick<Store, 'run'>, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#rounds = new TurnBatch(async (channels) => {
      const latest = channels.at(-1);
      if (latest) await this.#publish(latest);
    });
  }

  /** Publishes what the server lacks. Resolves when it has everything; rejects as a request does, or with `storage`. */
  publish(channel: Requests): Promise<void> {
    return this.#rounds.add(channel);
  }

  async #publish(channel: Requests): Promise<void> {
    const { oneTime, isPublished } = await channel.request('keys.count', {});
    const now = this.#now();
    const keys = await this.#store.run('keysToPublish', { now, again: !isPublished });
    let left = oneTime;
    if (keys) {
      left = (await channel.request('keys.publish', keys)).oneTime;
      await this.#store.run('keysPublished');
    }
    if (left < PREKEYS_REFILL_AT) await this.#refill(channel, left);
  }

  async #refill(channel: Requests, left: number): Promise<void> {
    const oneTime = await this.#store.run('morePreKeys', { left, now: this.#now() });
    await channel.request('keys.publish', { oneTime });
    await this.#store.run('keysPublished');
  }
}
