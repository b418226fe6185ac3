import type { Envelope } from '../store/queue.ts';
import type { Parcel } from './parcel.ts';

/**
 * The parcels of a lane that are in memory, to recognise what is sent again. Ids alone are anybody's to choose: an
 * envelope is the same as one before if its kind, sender, device and recipient are, too.
 */
export class KnownParcels {
  /** a list only where several have the same id */
  readonly #byId = new Map<string, Parcel | Parcel[]>();

  get size(): number {
    return this.#byId.size;
  }

  find(envelope: Envelope): Parcel | undefined {
    const found = this.#byId.get(envelope.messageId);
    if (!Array.isArray(found)) return found && isSame(found.envelope, envelope) ? found : undefined;
    return found.find((parcel) => isSame(parcel.envelope, envelope));
  }

  /** Takes the place of one with the same envelope. */
  set(parcel: Parcel): void {
    const { messageId } = parcel.envelope;
    const others = this.#byId.has(messageId) ? this.#others(parcel.envelope) : [];
    this.#byId.set(messageId, others.length === 0 ? parcel : [...others, parcel]);
  }

  /** Only that very parcel, not one that has taken its place. */
  delete(parcel: Parcel): void {
    const { messageId } = parcel.envelope;
    const found = this.#byId.get(messageId);
    if (found === parcel) this.#byId.delete(messageId);
    else if (Array.isArray(found)) this.#deleteFrom(found, parcel);
  }

  #deleteFrom(all: readonly Parcel[], parcel: Parcel): void {
    const others = all.filter((other) => other !== parcel);
    const [last] = others;
    if (!last) this.#byId.delete(parcel.envelope.messageId);
    else this.#byId.set(parcel.envelope.messageId, others.length === 1 ? last : others);
  }

  #others(envelope: Envelope): Parcel[] {
    const found = this.#byId.get(envelope.messageId);
    if (!found) return [];
    const all = Array.isArray(found) ? found : [found];
    return all.filter((parcel) => !isSame(parcel.envelope, envelope));
  }
}

function isSame(one: Envelope, other: Envelope): boolean {
  return (
    one.from === other.from && one.fromDevice === other.fromDevice && one.to === other.to && one.kind === other.kind
  );
}
