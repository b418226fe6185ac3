import { addressGroups } from './address.ts';
import type { Config } from './config.ts';
import { TokenBucket } from './token-bucket.ts';

/** A wider group of addresses may hold so much more than a narrow one: /64, /56, /48. */
const WIDER = [1, 2, 4];
/** Who has not said a word for so long, though it was to speak, gives way when there is no place left. */
const SILENT_AFTER_MS = 1000;

/** Who has a place. */
export interface Guest {
  /** since when it has been to speak and has not; undefined while the server is to answer. Monotonic milliseconds */
  readonly silentSince: number | undefined;
  /** Ends its connection, as somebody else takes the place. */
  evict(): void;
}

/** A guest's place: left at the login, at the end of the connection, or when it is taken away. */
export class Place {
  /** the address and the groups it belongs to, from narrow to wide */
  readonly groups: readonly string[];
  guest: Guest | undefined;
  #onLeave: ((place: Place) => void) | undefined;

  constructor(groups: readonly string[], onLeave: (place: Place) => void) {
    this.groups = groups;
    this.#onLeave = onLeave;
  }

  leave(): void {
    this.#onLeave?.(this);
    this.#onLeave = undefined;
  }
}

/**
 * Guards the door: how many may be inside without having signed in, and how often one address may knock. When all
 * places are taken, the longest silent gives way, of those addresses that hold the most.
 */
export class Admission {
  readonly #limits: Config['limits'];
  readonly #now: () => number;
  /** by group of addresses, in the order in which they came */
  readonly #places = new Map<string, Set<Place>>();
  readonly #knocks = new Map<string, TokenBucket>();
  #total = 0;

  constructor(limits: Config['limits'], now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Guests now. */
  get total(): number {
    return this.#total;
  }

  /** A place for a new connection, or undefined: turn it away. Somebody else may lose theirs for it. */
  enter(address: string): Place | undefined {
    const groups = addressGroups(address);
    if (!this.#mayKnock(groups) || !this.#makeRoomAmong(groups) || !this.#makeRoom(groups)) return undefined;
    const place = new Place(groups, (left) => this.#leave(left));
    for (const group of groups) {
      const places = this.#places.get(group) ?? new Set();
      this.#places.set(group, places.add(place));
    }
    this.#total += 1;
    return place;
  }

  /** Forgets addresses that have been quiet. */
  sweep(): void {
    const { handshakes } = this.#limits;
    // a wider group fills up as quickly, as its rate grows with its burst
    for (const [group, bucket] of this.#knocks) {
      if (bucket.isFull(scaled(handshakes, levelOf(group)), this.#now())) this.#knocks.delete(group);
    }
  }

  #mayKnock(groups: readonly string[]): boolean {
    return groups.every((group, level) => {
      const rate = scaled(this.#limits.handshakes, level);
      const bucket = this.#knocks.get(group) ?? new TokenBucket(rate, this.#now());
      this.#knocks.set(group, bucket);
      return bucket.take(rate, this.#now()) === 0;
    });
  }

  /** Within what one address, and each group that it belongs to, may hold. */
  #makeRoomAmong(groups: readonly string[]): boolean {
    return groups.every((group, level) => {
      if (this.#countOf(group) < this.#limits.guestsPerAddress * (WIDER[level] ?? 1)) return true;
      return this.#evict(this.#longestSilent(this.#places.get(group)));
    });
  }

  /** Within what all together may hold. */
  #makeRoom(groups: readonly string[]): boolean {
    if (this.#total < this.#limits.guests) return true;
    const [most, others] = this.#largest();
    if (this.#evict(this.#longestSilent(most))) return true;
    // nobody there is silent: who shares an address with fewer guests goes before them all the same
    const [first] = most;
    const own = this.#countOf(groups.at(-1) ?? '');
    if (most.size > own + 1) return this.#evict(first);
    return this.#evict(this.#longestSilent(others()));
  }

  #largest(): [Set<Place>, () => Iterable<Place>] {
    let most = new Set<Place>();
    for (const places of this.#places.values()) if (places.size > most.size) most = places;
    const all = () => [...this.#places.values()].flatMap((places) => [...places]);
    return [most, all];
  }

  #longestSilent(places: Iterable<Place> = []): Place | undefined {
    let before = this.#now() - SILENT_AFTER_MS;
    let found: Place | undefined;
    for (const place of places) {
      const since = place.guest?.silentSince;
      if (since === undefined || since > before) continue;
      before = since;
      found = place;
    }
    return found;
  }

  #evict(place: Place | undefined): boolean {
    place?.leave();
    place?.guest?.evict();
    return place !== undefined;
  }

  #countOf(group: string): number {
    return this.#places.get(group)?.size ?? 0;
  }

  #leave(place: Place): void {
    for (const group of place.groups) {
      const places = this.#places.get(group);
      places?.delete(place);
      if (places?.size === 0) this.#places.delete(group);
    }
    this.#total -= 1;
  }
}

function scaled({ perSecond, burst }: Config['limits']['handshakes'], level: number) {
  const factor = WIDER[level] ?? 1;
  return { perSecond: perSecond * factor, burst: burst * factor };
}

/** Of a group's name. */
function levelOf(group: string): number {
  const [, bits] = /::\/(\d+)$/.exec(group) ?? [];
  return bits === undefined ? 0 : (64 - Number(bits)) / 8;
}
