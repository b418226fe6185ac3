import type { Logger } from 'pino';
import { collectGarbage, expireBlobs } from './blobs/expiry.ts';
import type { BlobStore } from './blobs/store.ts';
import { expireQueue } from './delivery/expiry.ts';
import type { Lane } from './delivery/lane.ts';
import type { DiskSpace } from './disk-space.ts';
import type { Door } from './door.ts';
import type { Services } from './services.ts';

const TICK_MS = 1000;
const DELIVERY_SWEEP_MS = 100;
/** So much of an upload is put again after a crash, unless hundreds are under way. */
const BLOB_RECORD_MS = 1000;
const MEMORY_SWEEP_MS = 60_000;
const EXPIRY_SWEEP_MS = 3600_000;
const DAY_MS = 24 * 3600_000;
const RENEWAL_CHECK_MS = DAY_MS;

export interface UpkeepParts {
  services: Services;
  door: Door;
  active: Set<Lane>;
  store: BlobStore;
  disk: DiskSpace;
}

/** What the server does by itself, at its start and from time to time. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #log: Logger;
  readonly #timers: NodeJS.Timeout[];
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #isCleaning = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#log = parts.services.log;
    this.#expire();
    this.#clean();
    this.#timers = [
      setInterval(() => parts.door.tick(), TICK_MS),
      setInterval(() => this.#keep(parts.disk.look(), 'disk space could not be measured'), TICK_MS),
      setInterval(() => this.#sweepLanes(), DELIVERY_SWEEP_MS),
      setInterval(() => this.#sweepMemory(), MEMORY_SWEEP_MS),
      setInterval(() => this.#expire(), EXPIRY_SWEEP_MS),
      setInterval(() => this.#clean(), EXPIRY_SWEEP_MS),
      setInterval(() => this.#keep(parts.services.blobs.record(), 'uploads not recorded'), BLOB_RECORD_MS),
      setInterval(() => this.#keep(parts.door.renewIdentity(), 'certificate renewal failed'), RENEWAL_CHECK_MS),
    ];
  }

  /** Begins nothing more, and asks what is under way to end soon. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stopping.abort();
  }

  /** Resolves when nothing is under way any more: the database may be closed. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #keep(work: Promise<unknown>, failure: string): void {
    const kept: Promise<void> = work
      .then(
        () => {},
        (err) => this.#log.error({ err }, failure),
      )
      .finally(() => this.#underWay.delete(kept));
    this.#underWay.add(kept);
  }

  #sweepLanes(): void {
    const { active } = this.#parts;
    for (const lane of active) if (!lane.sweep()) active.delete(lane);
  }

  #sweepMemory(): void {
    const { services, door, store } = this.#parts;
    for (const account of services.directory.sweep()) services.rooms.devicesChanged(account);
    services.rooms.sweep();
    services.blobs.sweep();
    services.tickets.sweep();
    services.rates.sweep();
    services.oneTimeKeys.sweep();
    door.admission.sweep();
    this.#keep(store.rest(), 'files could not be closed');
    this.#keep(services.lastSeen.save(), 'last connections could not be saved');
    this.#keep(services.logins.save(), 'refused logins could not be saved');
  }

  #expire(): void {
    this.#keep(this.#expireMessages(), 'expiry failed');
  }

  async #expireMessages(): Promise<void> {
    const { services } = this.#parts;
    const before = services.wallClock() - services.config.limits.queueDays * DAY_MS;
    const expired = await expireQueue(services, before, this.#stopping.signal);
    if (expired > 0) this.#log.info({ expired }, 'unread messages expired');
  }

  #clean(): void {
    // it may take hours with a store that does not answer
    if (this.#isCleaning) return;
    this.#isCleaning = true;
    this.#keep(
      this.#expireFiles().finally(() => {
        this.#isCleaning = false;
      }),
      'blobs could not be looked through',
    );
  }

  async #expireFiles(): Promise<void> {
    const { services, store } = this.#parts;
    const { signal } = this.#stopping;
    try {
      const expired = await expireBlobs(services, signal);
      if (expired > 0) this.#log.info({ expired }, 'blobs expired');
    } catch (err) {
      this.#log.error({ err }, 'expiry of blobs failed');
    }
    const reportFailure = (err: unknown) => this.#log.error({ err }, 'blob storage failed');
    const removed = await collectGarbage(services.database, store, reportFailure, signal);
    if (removed > 0) this.#log.info({ removed }, 'blobs removed that nobody has');
  }
}
