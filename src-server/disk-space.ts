import { stat, statfs } from 'node:fs/promises';
import type { Logger } from 'pino';

/** How many bytes the file system of a folder has free for us. */
export type MeasureFree = (folder: string) => Promise<number>;

interface DiskSpaceParts {
  /** whose file system counts */
  folder: string;
  /** bytes that files leave free */
  floor: number;
  measure: MeasureFree;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

type Level = 'enough' | 'low' | 'full';

/** What part of the floor is for everything but messages that must wait: for acknowledgements, deletions, sign-ins. */
const LAST_PART = 1 / 8;
/** It is better again only with so much more: a disk at the border would fill the log. */
const CLEARLY_MORE = 1.1;

export const freeBytes: MeasureFree = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Whether the two are on one file system, and so share its space. */
export async function isSameDisk(one: string, other: string): Promise<boolean> {
  const [{ dev }, { dev: otherDev }] = await Promise.all([stat(one), stat(other)]);
  return dev === otherDev;
}

/**
 * The free space of the disk that the database is on. When it gets low, files are refused and messages go on.
 * When it is almost used up, messages that would have to be stored are refused too. What makes space again can still be
 * written then.
 */
export class DiskSpace {
  readonly #parts: DiskSpaceParts;
  /** as far as is known; what cannot be measured stops nobody */
  #free = Number.POSITIVE_INFINITY;
  #level: Level = 'enough';
  #isUnknown = false;
  #looking: Promise<void> | undefined;

  constructor(parts: DiskSpaceParts) {
    this.#parts = parts;
  }

  /** Nothing more may be stored. */
  get isFull(): boolean {
    return this.#level === 'full';
  }

  /** Whether a file may take so many bytes. */
  hasRoomFor(bytes: number): boolean {
    return this.#level === 'enough' && this.#free - bytes >= this.#parts.floor;
  }

  /** A file has taken so many bytes since the last look. */
  took(bytes: number): void {
    this.#free -= bytes;
  }

  /** Measures, and logs what has changed. Does not overlap. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { measure, folder, log } = this.#parts;
    try {
      this.#free = await measure(folder);
      this.#isUnknown = false;
    } catch (err) {
      this.#free = Number.POSITIVE_INFINITY;
      if (!this.#isUnknown) log.error({ err }, 'free disk space is unknown');
      this.#isUnknown = true;
    }
    this.#changeTo(this.#levelNow());
  }

  #levelNow(): Level {
    const { floor } = this.#parts;
    if (this.#free < floor * LAST_PART * (this.#level === 'full' ? CLEARLY_MORE : 1)) return 'full';
    return this.#free < floor * (this.#level === 'enough' ? 1 : CLEARLY_MORE) ? 'low' : 'enough';
  }

  #changeTo(level: Level): void {
    if (level === this.#level) return;
    this.#level = level;
    const { log } = this.#parts;
    const facts = { free: this.#free };
    switch (level) {
      case 'enough':
        return log.info(facts, 'there is disk space again');
      case 'low':
        return log.warn(facts, 'disk space is low: files are refused');
      case 'full':
        return log.error(
          facts,
          'the disk is almost full: files are refused, and messages that would have to be stored',
        );
    }
  }
}
