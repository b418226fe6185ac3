import type { Place } from './support/place.ts';

/** One kind of machine, emulated on this one. */
export interface Row {
  /** the word for `npm run matrix -- NAME` */
  name: string;
  /** the machine that it stands for */
  emulates: string;
  /** what must be true on such a machine */
  holds: string;
  /** other runtimes are installed beforehand */
  usesRuntimes?: true;
  /** Why this machine cannot emulate that one; undefined where it can. */
  missing?(): string | undefined;
  /** Rejects when it does not hold. */
  run(place: Place): Promise<void>;
}
