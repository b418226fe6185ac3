import {
  type Delivery,
  devicesDigest,
  type MessageId,
  type RoomAction,
  type RoomHead,
  RoomId,
  type SignedRecord,
} from '../../protocol/index.ts';
import type { RecordsResult } from '../../src-main/core/store/room-records.ts';
import type { WrittenRecord } from '../../src-main/core/store/room-writing.ts';
import { newId, type SignalDevice } from './signal-devices.ts';

const RULES = { entry: 'open', question: '', membersInvite: true } as const;

/** A room of real stores, without a server: its log, and what is written in it. */
export class TestRoom {
  readonly id: RoomId;
  readonly records: SignedRecord[] = [];

  private constructor(id: RoomId) {
    this.id = id;
  }

  /** All devices must know each other's keys. */
  static async of(owner: SignalDevice, others: SignalDevice[], id = -1): Promise<TestRoom> {
    const room = new TestRoom(RoomId.parse(id));
    room.records.push(await owner.store.run('writeFirst', { name: 'harbour', rules: RULES, at: 10 }));
    await room.show(owner);
    const members = others.map(({ person: { account, keys } }) => ({ account, identity: keys.publicKey.serialize() }));
    if (members.length > 0) await room.act(owner, { kind: 'add', members });
    for (const device of others) await room.show(device);
    return room;
  }

  /** Signs a record that follows what that device knows, and puts it behind the others. */
  async act(by: SignalDevice, action: RoomAction, at = 20): Promise<SignedRecord> {
    const record = signed(await by.store.run('writeRecord', { room: this.id, action, at }));
    this.records.push(record);
    await this.show(by);
    return record;
  }

  async join(by: SignalDevice, follows: RoomHead): Promise<void> {
    this.records.push(await by.store.run('writeJoin', { room: this.id, follows, at: 20 }));
    await this.show(by);
  }

  /** The device gets the log, or other records in its place. */
  show(device: SignalDevice, records = this.records, from = 0): Promise<RecordsResult> {
    return device.store.run('applyRecords', { room: this.id, from, records, ready: [] });
  }

  /** Gives that device's key to all that may read it; what the server would deliver, for each device in order. */
  async share(from: SignalDevice, to: SignalDevice[]): Promise<Delivery[]> {
    const delivered: Delivery[] = [];
    const listed = [from, ...to].map(({ address }) => address);
    const digest = this.#digest(from, to);
    for (;;) {
      const request = { room: this.id, sentAt: 30, listed, digest, without: [] };
      const result = await from.store.run('shareRoomKey', request);
      if (result.kind === 'shared') return delivered;
      if (result.kind !== 'sharing') throw new Error(result.kind);
      for (const { device } of result.withoutSession) await from.establish(find(to, device));
      for (const { device, messageId, body } of result.envelopes) {
        delivered.push(this.#delivery(from, find(to, device), { messageId, sentAt: 30, body }));
      }
      const devices = result.envelopes.map(({ device }) => device);
      if (devices.length > 0) {
        const { distribution } = result;
        await from.store.run('roomKeyShared', { room: this.id, distribution, devices });
      }
    }
  }

  /** Writes a text for those devices, after they got the key. The text as each would get it, in their order. */
  async write(
    from: SignalDevice,
    text: string,
    to: SignalDevice[],
    { receivers = to }: { receivers?: SignalDevice[] } = {},
  ): Promise<Delivery[]> {
    const shared = await this.share(from, to);
    for (const device of to) await device.receive(shared.filter((each) => isFor(each, device)));
    const { messageId, body } = await this.#seal(from, text, this.#digest(from, to));
    return receivers.map((device) => this.#delivery(from, device, { messageId, sentAt: 40, body }));
  }

  async #seal(
    from: SignalDevice,
    text: string,
    devices: Uint8Array,
  ): Promise<{ messageId: MessageId; body: Uint8Array }> {
    const messageId = newId();
    const author = from.person.account;
    const message = {
      id: messageId,
      conversation: this.id,
      own: true,
      author,
      kind: 'text',
      text,
      sentAt: 40,
    } as const;
    await from.store.run('addMessages', [{ ...message, state: 'sending' }]);
    const content = { kind: 'text', text } as const;
    const request = { room: this.id, messageId, sentAt: 40, content, devices };
    const [result] = await from.store.run('sealForRooms', [request]);
    if (result?.kind !== 'sealed') throw new Error(`not sealed: ${result?.kind}`);
    return { messageId, body: result.body };
  }

  #digest(from: SignalDevice, to: SignalDevice[]): Uint8Array {
    return devicesDigest([from, ...to].map(({ id }) => id));
  }

  #delivery(
    { person: { account: from }, id: device }: SignalDevice,
    receiver: SignalDevice,
    { messageId, sentAt, body }: Pick<Delivery, 'messageId' | 'sentAt' | 'body'>,
  ): Delivery {
    const seq = receiver.nextSeq();
    const delivery = { seq, from, device, to: this.id, messageId, sentAt, receivedAt: sentAt, body };
    receiverOf.set(delivery, receiver);
    return delivery;
  }

  /** What was written in the room as that device has it; lines of other kinds in brackets. */
  async texts(device: SignalDevice): Promise<string[]> {
    const { messages } = await device.store.run('page', { conversation: this.id, limit: 10_000 });
    return messages.flatMap(({ kind, text }) => (kind === 'room' ? [] : kind === 'text' ? text : `[${kind}]`));
  }
}

const receiverOf = new WeakMap<Delivery, SignalDevice>();

function isFor(delivery: Delivery, device: SignalDevice): boolean {
  return receiverOf.get(delivery) === device;
}

function find(devices: SignalDevice[], id: number): SignalDevice {
  const found = devices.find((device) => device.id === id);
  if (!found) throw new Error(`no device ${id}`);
  return found;
}

export function signed(written: WrittenRecord): SignedRecord {
  if (written.kind !== 'signed') throw new Error(`not signed: ${written.kind}`);
  return written.record;
}
