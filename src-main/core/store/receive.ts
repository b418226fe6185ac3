import type { Transaction } from 'kysely';
import {
  type AccountId,
  type ConversationId,
  type Delivery,
  isRoom,
  RoomId,
  SENDER_KEY_MESSAGE,
  type Timestamp,
} from '../../../protocol/index.ts';
import type { Message } from '../../contract/model.ts';
import type { Content } from '../content.ts';
import type { Expired, Incoming, Received, ResendRequest } from '../e2ee/exchange.ts';
import { agree, type Header, type Read, readPlaintext } from '../e2ee/plaintext.ts';
import { type Decrypted, Ratchets } from '../e2ee/ratchets.ts';
import type { RoomDecrypted } from '../e2ee/sender-keys.ts';
import { Arrived } from './arrived.ts';
import type { History, OwnIdentity } from './history.ts';
import { meetDevice } from './known-devices.ts';
import { Missing, type Writer } from './missing.ts';
import { SeenNumbers } from './numbers.ts';
import { RoomArrivals, type RoomStanding } from './room-arrivals.ts';
import type { Schema } from './schema.ts';
import { type Placeholders, Statement } from './statement.ts';

export interface Batch {
  batch: (Incoming | Expired)[];
  /**
   * accounts whose certificates were just looked at: what is by other keys than those cannot be read; rooms whose logs
   * were just fetched: whoever is not in them does not belong there
   */
  ready: ConversationId[];
  at: Timestamp;
  /** so long after it was sent a message may be recalled */
  recallMs: number;
  /** whether the person is to hear of what others have read */
  showsReads: boolean;
  /** bytes that are fetched by themselves from one author within 24 hours */
  fetchBudget: number;
}

const acquaintance = new Statement((db, { account }: Placeholders<{ account: AccountId }>) =>
  db
    .selectFrom('conversation')
    .select('id')
    .where('id', '=', account)
    .unionAll(db.selectFrom('contact').select('account as id').where('account', '=', account)),
);

/** What must be done before the next one can be read. */
type Need = Pick<Received, 'unknownKeys' | 'unknownRoom'>;

export async function receive(
  transaction: Transaction<Schema>,
  { own, rooms }: Pick<History, 'own' | 'rooms'>,
  { batch, ready, at, recallMs, showsReads, fetchBudget: bytes }: Batch,
): Promise<Received> {
  const seen = new SeenNumbers(transaction);
  const receiving = new Receiving({
    transaction,
    own,
    ready,
    at,
    ratchets: await Ratchets.open(transaction, own),
    missing: new Missing(transaction, at),
    rooms: new RoomArrivals({ transaction, own, rooms, seen, ready }),
    seen,
    arrived: new Arrived({ transaction, own: own.account, recallMs, showsReads, fetchBudget: { bytes, at } }),
  });
  for (const [done, arrival] of batch.entries()) {
    const need = await receiving.take(arrival);
    if (need) return { ...(await receiving.finish()), done, ...need };
  }
  return { ...(await receiving.finish()), done: batch.length };
}

interface Parts {
  transaction: Transaction<Schema>;
  own: OwnIdentity;
  ready: ConversationId[];
  at: Timestamp;
  ratchets: Ratchets;
  missing: Missing;
  rooms: RoomArrivals;
  seen: SeenNumbers;
  arrived: Arrived;
}

/** Reads one arrival after the other; what they say is put into the history together at the end. */
class Receiving {
  readonly #parts: Parts;
  readonly #asked: ResendRequest[] = [];
  readonly #newDevices: Message[] = [];
  readonly #known: Set<AccountId>;
  #strangers = 0;
  #unreadable = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#known = new Set([parts.own.account]);
  }

  /** What must be looked at first, if anything; nothing has been done then. */
  async take(arrival: Incoming | Expired): Promise<Need | undefined> {
    if (arrival.kind === 'expired') {
      this.#parts.arrived.expired(arrival);
      return undefined;
    }
    const { delivery } = arrival;
    const standing = await this.#standingOf(delivery);
    if (standing === 'behind') return { unknownRoom: RoomId.parse(delivery.to) };
    if (standing === 'stranger') {
      this.#strangers += 1;
      return undefined;
    }
    const { to, body } = delivery;
    if (!isRoom(to)) return this.#takeMessage(delivery);
    return body[0] === SENDER_KEY_MESSAGE ? this.#takeRoomMessage(to, delivery) : this.#takeMemberMessage(to, delivery);
  }

  async #standingOf({ from, to }: Delivery): Promise<RoomStanding> {
    if (isRoom(to)) return this.#parts.rooms.before(to, from);
    return (await this.#knows(from === this.#parts.own.account ? to : from)) ? 'fine' : 'stranger';
  }

  async #knows(account: AccountId): Promise<boolean> {
    if (!this.#known.has(account) && (await isAcquaintance(this.#parts.transaction, account))) this.#known.add(account);
    return this.#known.has(account);
  }

  async #takeMessage(delivery: Delivery): Promise<Need | undefined> {
    const writer = this.#writerOf(delivery);
    const decrypted = await this.#parts.ratchets.decrypt(writer, delivery.body);
    if (decrypted.kind === 'untrusted' && !this.#mayBeRefused(delivery.from)) return { unknownKeys: delivery.from };
    const { to, from } = delivery;
    if (isRoom(to) && decrypted.kind === 'plaintext' && !(await this.#parts.rooms.hasKeysOfLog(to, from))) {
      this.#strangers += 1;
      return undefined;
    }
    if (decrypted.kind === 'duplicate') return undefined;
    const read = this.#read(decrypted, delivery);
    if (decrypted.kind === 'plaintext' && decrypted.begins && read.kind !== 'malformed') await this.#meet(writer);
    if (isRoom(to) && isSaid(read) && !(await this.#parts.rooms.mayWrite(to, from, delivery.receivedAt))) {
      this.#strangers += 1;
      return undefined;
    }
    await this.#takeRead(writer, delivery, read);
    return undefined;
  }

  /** What a member says to this device only: the key of their messages, or one of these again. */
  async #takeMemberMessage(room: RoomId, delivery: Delivery): Promise<Need | undefined> {
    const standing = await this.#parts.rooms.beforeRatchet(room, delivery.from);
    return standing === 'behind' ? { unknownRoom: room } : this.#takeMessage(delivery);
  }

  /** The key goes on only when nothing must be looked at before the message can be judged. */
  async #takeRoomMessage(room: RoomId, delivery: Delivery): Promise<Need | undefined> {
    const { rooms } = this.#parts;
    const writer = this.#writerOf(delivery);
    const decrypted = await rooms.decrypt(room, writer, delivery.body.subarray(1));
    if (decrypted.kind === 'duplicate') return undefined;
    const read = this.#read(decrypted, delivery);
    if ('header' in read && read.header) {
      const standing = await rooms.judge(room, writer.account, read.header.head);
      if (standing === 'behind') return { unknownRoom: room };
      if (standing === 'stranger') {
        this.#strangers += 1;
        return undefined;
      }
    }
    if (decrypted.kind === 'plaintext') decrypted.keep();
    await this.#takeRead(writer, delivery, read);
    return undefined;
  }

  async finish(): Promise<Omit<Received, 'done' | keyof Need>> {
    const { ratchets, rooms, seen, missing, arrived } = this.#parts;
    await ratchets.save();
    const forkedRooms = await rooms.save();
    await seen.save();
    const { messages, nudges, readElsewhere } = await arrived.store();
    return {
      messages: [...this.#newDevices, ...messages, ...(await missing.finish())],
      strangers: this.#strangers,
      unreadable: this.#unreadable,
      asked: this.#asked,
      forkedRooms,
      nudges,
      readElsewhere,
    };
  }

  async #meet(device: Writer): Promise<void> {
    const { transaction, own, at } = this.#parts;
    this.#newDevices.push(...(await meetDevice(transaction, own.account, device, at)));
  }

  /** From now on it counts as unreadable: its sender's certificate says otherwise. */
  #mayBeRefused(from: AccountId): boolean {
    return from === this.#parts.own.account || this.#parts.ready.includes(from);
  }

  #writerOf({ from, device, to }: Delivery): Writer {
    return { account: from, device, conversation: isRoom(to) || from === this.#parts.own.account ? to : from };
  }

  #read(decrypted: Decrypted | RoomDecrypted, delivery: Delivery): Read {
    if (decrypted.kind !== 'plaintext') return { kind: 'malformed' };
    const read = readPlaintext(decrypted.plaintext);
    const isForUs = isRoom(delivery.to) || [delivery.from, delivery.to].includes(this.#parts.own.account);
    if ('header' in read && read.header && !(isForUs && agree(read.header, delivery))) return { kind: 'malformed' };
    return read;
  }

  async #takeRead(writer: Writer, { messageId }: Delivery, read: Read): Promise<void> {
    switch (read.kind) {
      case 'content':
        return this.#takeContent(writer, read.header, read.content);
      case 'unknown':
        if (read.header) await this.#takeNumber(writer, read.header);
        return;
      case 'signal':
        return;
      case 'malformed':
        this.#unreadable += 1;
        return this.#parts.missing.unreadable(writer, messageId);
    }
  }

  async #takeContent(writer: Writer, header: Header, content: Content): Promise<void> {
    const { arrived, missing, rooms } = this.#parts;
    switch (content.kind) {
      case 'text':
        if (await arrived.text(writer, header, content)) return this.#takeNumber(writer, header);
        return this.#takeCollided(writer, header);
      case 'receipt':
        return arrived.receipt(writer, header, content);
      case 'recall':
      case 'reaction':
      case 'pin':
      case 'nudge':
      case 'confirm':
        if (await arrived.act(writer, header, content)) return missing.arrived(writer, header.id, undefined);
        return this.#takeCollided(writer, header);
      case 'room-key':
        return isRoom(header.to) ? rooms.takeKey(header.to, writer, content) : undefined;
      case 'resend':
        this.#asked.push({ ...writer, ids: content.ids, numbers: content.numbers });
        return;
      case 'gone':
        return missing.gone(writer, content);
    }
  }

  /** Its number has not arrived either: it is asked for, as what could not be read. */
  async #takeCollided(writer: Writer, { id }: Header): Promise<void> {
    this.#unreadable += 1;
    await this.#parts.missing.collided(writer, id);
  }

  async #takeNumber(writer: Writer, { id, n: number, first }: Header): Promise<void> {
    const { missing } = this.#parts;
    if (number !== undefined) {
      const gap = await this.#parts.seen.see(writer, writer.conversation, { number, first: first ?? number });
      if (gap) await missing.skipped(writer, gap);
    }
    await missing.arrived(writer, id, number);
  }
}

/** Whether it is something that a person says or does, not what devices need to read each other. */
function isSaid(read: Read): boolean {
  if (read.kind !== 'content') return false;
  const { kind } = read.content;
  return kind !== 'room-key' && kind !== 'resend' && kind !== 'gone';
}

/** A friend, or a former friend whose chat was kept. */
async function isAcquaintance(transaction: Transaction<Schema>, account: AccountId): Promise<boolean> {
  return (await acquaintance.first(transaction, { account })) !== undefined;
}
