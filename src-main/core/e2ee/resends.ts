import type { DeviceId } from '../../../protocol/index.ts';
import type { Changes } from '../changes.ts';
import { describe } from '../describe.ts';
import type { Log } from '../log.ts';
import { newMessageId } from '../message-id.ts';
import type { Outbox } from '../outbox.ts';
import type { Store } from '../store/store.ts';
import type { Bundles } from './bundles.ts';
import type { DeviceAddress, ResendRequest, SealRequest } from './exchange.ts';

export interface ResendsParts {
  store: Pick<Store, 'run'>;
  bundles: Pick<Bundles, 'establish'>;
  outbox: Pick<Outbox, 'add'>;
  changes: Pick<Changes, 'messages'>;
  /** wall clock */
  now: () => number;
  log: Log;
}

/** After an asking: bytes that nobody can read cannot make us ask without end. After a look: it costs a little. */
const PAUSE_MS = 5_000;
/** A clock that was set does not keep us from looking for longer. */
const LONGEST_WAIT_MS = 60_000;
/** What one device may ask for in a minute. */
const ANSWERS_PER_MINUTE = 5;

/** Asks other devices again for what could not be read here, and gives them again what they could not read. */
export class Resends {
  readonly #parts: ResendsParts;
  readonly #answered = new Map<DeviceId, { since: number; count: number }>();
  #isOpen = false;
  #lastLook = Number.NEGATIVE_INFINITY;
  #lastAsking = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(parts: ResendsParts) {
    this.#parts = parts;
  }

  /** Signed in: what is due is asked for. */
  open(): void {
    this.#isOpen = true;
    this.#lookAt(this.#parts.now(), this.#lastAsking);
  }

  /** The connection is gone. */
  close(): void {
    this.#isOpen = false;
    this.#stopTimer();
  }

  /** Messages came, so many of which could not be read; some before them may be missing. */
  check(unreadable: number): void {
    this.#lookAt(this.#parts.now(), unreadable > 0 ? this.#lastAsking : this.#lastLook);
  }

  /** Others could not read these. Who asks too often is not answered; they will ask again. */
  answer(requests: ResendRequest[]): void {
    for (const request of requests) {
      if (this.#mayAnswer(request.device)) this.#keep(this.#answerOne(request));
      else this.#parts.log('a device asks for too much again');
    }
  }

  #lookAt(time: number, last: number): void {
    const now = this.#parts.now();
    const due = Math.max(time, Math.min(last, now) + PAUSE_MS, now);
    if (!this.#isOpen || due >= this.#dueAt) return;
    this.#stopTimer();
    this.#dueAt = due;
    this.#timer = setTimeout(() => this.#keep(this.#look()), Math.min(due - now, LONGEST_WAIT_MS));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#dueAt = Number.POSITIVE_INFINITY;
  }

  async #look(): Promise<void> {
    const { store, changes, now } = this.#parts;
    this.#stopTimer();
    this.#lastLook = now();
    const { requests, messages, nextAt } = await store.run('dueResends', { now: now() });
    changes.messages(messages);
    if (requests.length > 0) this.#lastAsking = now();
    for (const ofDevice of Map.groupBy(requests, ({ device }) => device).values()) this.#keep(this.#ask(ofDevice));
    if (nextAt !== undefined) this.#lookAt(nextAt, this.#lastAsking);
  }

  /** Over a new session: the one there is may be why nothing could be read. */
  async #ask(requests: ResendRequest[]): Promise<void> {
    const { bundles, now } = this.#parts;
    const [first] = requests;
    if (!first) return;
    await bundles.establish([addressOf(first)], { fresh: true });
    for (const request of requests) {
      const { conversation: to, ids, numbers } = request;
      const content = { kind: 'resend', ids, numbers } as const;
      this.#post({ messageId: newMessageId(), to, sentAt: now(), content, devices: [addressOf(request)] });
    }
  }

  async #answerOne(request: ResendRequest): Promise<void> {
    const { store, now } = this.#parts;
    for (const answer of await store.run('answerResend', { request, now: now() })) this.#post(answer);
  }

  #post({ messageId, to, sentAt, content, devices }: SealRequest): void {
    const [only] = devices;
    if (!only || content.kind === 'typing') return;
    const failed = (problem: string) => this.#parts.log(`not sent again: ${problem}`);
    this.#parts.outbox.add(`resend ${only.device}`, { to, messageId, sentAt, content, only, sent: () => {}, failed });
  }

  #mayAnswer(device: DeviceId): boolean {
    const now = this.#parts.now();
    const before = this.#answered.get(device);
    const isSameMinute = before !== undefined && Math.abs(now - before.since) < 60_000;
    const { since, count } = isSameMinute ? before : { since: now, count: 0 };
    this.#answered.set(device, { since, count: count + 1 });
    return count < ANSWERS_PER_MINUTE;
  }

  #keep(done: Promise<void>): void {
    done.catch((error) => this.#parts.log(`resending failed: ${describe(error)}`));
  }
}

function addressOf({ account, device }: DeviceAddress): DeviceAddress {
  return { account, device };
}
