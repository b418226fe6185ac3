import { randomBytes } from 'node:crypto';
import {
  type AccountId,
  applyRecord,
  beginRoom,
  type DeviceId,
  devicesDigest,
  encodeRecord,
  headOf,
  type Request,
  type RoomAction,
  type RoomHead,
  type RoomId,
  type RoomRecord,
  type RoomState,
  type SignedRecord,
  signedBytes,
} from '../../protocol/index.ts';
import { identityKey, newMessageId, type RawClient } from './raw-client.ts';

type Rules = Extract<RoomAction, { kind: 'rules' }>['rules'];

/** What everybody has enrolled. */
export const IDENTITY = identityKey.getPublicKey().serialize();

export const OPEN: Rules = { entry: 'open', question: '', membersInvite: false };

export function signed(content: RoomRecord, key = identityKey): SignedRecord {
  const record = encodeRecord(content);
  return { record, signature: key.sign(signedBytes(record)) };
}

export function firstRecord(author: AccountId, name: string, rules: Rules = OPEN): SignedRecord {
  const action = { kind: 'create', name, nonce: randomBytes(16), rules, identity: IDENTITY } as const;
  return signed({ v: 1, author, at: Date.now(), action });
}

/** A room as somebody knows it who has its log. */
export class RoomCopy {
  readonly id: RoomId;
  readonly state: RoomState;

  private constructor(id: RoomId, state: RoomState) {
    this.id = id;
    this.state = state;
  }

  static async create(owner: RawClient, name: string, rules?: Rules): Promise<RoomCopy> {
    const first = firstRecord(owner.account, name, rules);
    const { room } = await owner.channel.request('room.create', { first });
    return RoomCopy.begin(room, first);
  }

  static begin(id: RoomId, first: SignedRecord): RoomCopy {
    const state = beginRoom(first);
    if (typeof state === 'string') throw new Error(`no first record: ${state}`);
    return new RoomCopy(id, state);
  }

  /** The log as the server gives it to that client. */
  static async fetch(client: RawClient, id: RoomId): Promise<RoomCopy> {
    const records: SignedRecord[] = [];
    for (;;) {
      const page = await client.channel.request('room.log', { room: id, from: records.length });
      records.push(...page.records);
      if (!page.more) break;
    }
    const [first, ...rest] = records;
    if (!first) throw new Error('an empty log');
    const copy = RoomCopy.begin(id, first);
    for (const record of rest) copy.follow(record);
    return copy;
  }

  /** A record for its end. */
  next(author: AccountId, action: RoomAction, follows: RoomHead = headOf(this.state), key = identityKey): SignedRecord {
    return signed({ v: 1, room: this.id, author, at: Date.now(), follows, action }, key);
  }

  follow(record: SignedRecord): void {
    const problem = applyRecord(this.id, this.state, record);
    if (problem) throw new Error(problem);
  }

  /** Has the client add a record, and adds it here when the server takes it. */
  async append(author: RawClient, action: RoomAction, picture?: Uint8Array): Promise<number> {
    const record = this.next(author.account, action);
    const reply = await author.channel.request('room.append', {
      room: this.id,
      record,
      ...(picture ? { picture } : {}),
    });
    this.follow(record);
    return reply.seq;
  }

  /** The author makes these friends members. */
  add(author: RawClient, ...members: RawClient[]): Promise<number> {
    return this.append(author, {
      kind: 'add',
      members: members.map(({ account }) => ({ account, identity: IDENTITY })),
    });
  }

  /** The client comes in by number. */
  join(client: RawClient): Promise<number> {
    return this.append(client, { kind: 'join', identity: IDENTITY });
  }

  /** A message for these devices. */
  message(devices: Iterable<DeviceId>, body: Uint8Array, messageId = newMessageId()): Request<'room.send'> {
    return { room: this.id, messageId, sentAt: Date.now(), devices: devicesDigest(devices), body };
  }
}
