import { randomBytes } from 'node:crypto';
import type { SignedIn } from '../member.ts';

interface Ticket {
  owner: SignedIn;
  /** the number of the login it was given to */
  login: number;
  /** on the monotonic clock */
  endsAt: number;
}

const LIFETIME_MS = 30_000;

/** With a ticket a second connection of a device becomes part of its session, once. */
export class Tickets {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  issue({ member, lane }: SignedIn): Buffer {
    const ticket = randomBytes(32);
    const endsAt = this.#now() + LIFETIME_MS;
    this.#tickets.set(ticket.toString('hex'), { owner: { member, lane }, login: member.login.number, endsAt });
    return ticket;
  }

  /** Whose it is; undefined when it was taken, is too old, or its session has ended. */
  take(ticket: Uint8Array): SignedIn | undefined {
    const name = Buffer.from(ticket).toString('hex');
    const found = this.#tickets.get(name);
    this.#tickets.delete(name);
    if (!found || found.endsAt <= this.#now()) return undefined;
    const { member, lane } = found.owner;
    const holds = member.login.open && member.login.number === found.login && member.devices.get(lane.device) === lane;
    return holds ? found.owner : undefined;
  }

  /** Forgets those that are too old. */
  sweep(): void {
    for (const [name, { endsAt }] of this.#tickets) if (endsAt <= this.#now()) this.#tickets.delete(name);
  }
}
