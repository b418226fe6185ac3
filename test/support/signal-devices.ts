import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { onTestFinished } from 'vitest';
import {
  AccountId,
  type ConversationId,
  type Delivery,
  DeviceId,
  MessageId,
  type OneTimePreKey,
  type PreKeyBundle,
  type Revocation,
} from '../../protocol/index.ts';
import type { Content, Signal } from '../../src-main/core/content.ts';
import type { DeviceAddress, Received, SealRequest, StoreSecrets } from '../../src-main/core/e2ee/exchange.ts';
import { Store } from '../../src-main/core/store/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** An account with its identity key, without a server. */
export interface Person {
  account: AccountId;
  keys: IdentityKeyPair;
}

export function person(account: number): Person {
  return { account: AccountId.parse(account), keys: IdentityKeyPair.generate() };
}

export function newId(): MessageId {
  return MessageId.parse(randomBytes(16).toString('base64url'));
}

export function secretsOf({ account, keys }: Person, databaseKey: Uint8Array): StoreSecrets {
  return { account, databaseKey: new Uint8Array(databaseKey), identity: keys.serialize() };
}

/** So long after they were sent messages may be recalled in these tests. */
export const RECALL_MS = 240_000;
/** So many bytes of one author are fetched by themselves in these tests. */
export const FETCH_BUDGET = 1024 * 1024;

/** One signed-in device: a real store, and what the server would know of it. */
export class SignalDevice {
  readonly person: Person;
  readonly id: DeviceId;
  readonly file: string;
  readonly databaseKey = new Uint8Array(randomBytes(32));
  store: Store;
  #oneTime: OneTimePreKey[] = [];
  #published: Omit<PreKeyBundle, 'oneTime'> | undefined;
  #seq = 0;

  private constructor(person: Person, id: number, file: string, store: Store) {
    this.person = person;
    this.id = DeviceId.parse(id);
    this.file = file;
    this.store = store;
  }

  static async signIn(person: Person, id: number): Promise<SignalDevice> {
    const file = join(await temporaryFolder(), 'history.db');
    const key = new Uint8Array(randomBytes(32));
    const store = await Store.open(file, { mayCreate: true, secrets: secretsOf(person, key) });
    const device = new SignalDevice(person, id, file, store);
    device.databaseKey.set(key);
    onTestFinished(() => device.store.close());
    await store.run('saveDevice', { id: device.id, key: 'key', since: 1, token: 'token' });
    await device.publish(1);
    return device;
  }

  get address(): DeviceAddress {
    return { account: this.person.account, device: this.id };
  }

  /** As a crash and a new start would: nothing is left but the file. */
  async reopen(): Promise<void> {
    await this.store.close();
    const secrets = secretsOf(this.person, this.databaseKey);
    this.store = await Store.open(this.file, { mayCreate: false, secrets });
  }

  async publish(now: number): Promise<void> {
    const keys = await this.store.run('keysToPublish', { now });
    if (!keys) return;
    this.#published = { ...keys.device, device: this.id };
    this.#oneTime = keys.oneTime;
    await this.store.run('keysPublished');
  }

  /** What the server gives to somebody who wants to begin a session. */
  bundle(options: { oneTime: boolean } = { oneTime: true }): PreKeyBundle {
    if (!this.#published) throw new Error('nothing is published');
    const oneTime = options.oneTime ? this.#oneTime.shift() : undefined;
    return { ...this.#published, ...(oneTime ? { oneTime } : {}) };
  }

  /** Becomes a friend of that person, whose certificate is looked at. */
  async befriend(friend: Person): Promise<void> {
    const { account } = friend;
    const profile = { account, name: `person ${account}`, displayName: `person ${account}`, signature: '' };
    await this.store.run('saveContact', { profile, since: 1 });
    await this.store.run('openConversation', account);
    await this.learn(friend);
  }

  learn({ account, keys }: Person, options: { serial?: string; revoked?: Revocation[]; at?: number } = {}) {
    const { serial = 'AB', revoked = [], at = 1 } = options;
    const certificate = Buffer.from(`certificate ${serial}`);
    return this.store.run('learnIdentity', {
      account,
      key: keys.publicKey.serialize(),
      certificate,
      serial,
      revoked,
      at,
    });
  }

  establish(other: SignalDevice, options: { oneTime?: boolean; fresh?: boolean } = {}) {
    const { oneTime = true, fresh = false } = options;
    const bundles = [other.bundle({ oneTime })];
    return this.store.run('establish', { account: other.person.account, bundles, fresh, at: 5 });
  }

  /** Writes a text into the history, as it is done before anything is sent. */
  async write(to: Person, text: string, sentAt = 10): Promise<MessageId> {
    const id = newId();
    const conversation = to.account;
    const { account: author } = this.person;
    const message = { id, conversation, own: true, author, kind: 'text', text, sentAt, state: 'sending' } as const;
    await this.store.run('addMessages', [message]);
    return id;
  }

  /** Encrypts for these devices; what the server would deliver to each, in their order. */
  async seal(
    to: Person,
    content: Content | Signal,
    devices: SignalDevice[],
    envelope: { messageId?: MessageId; sentAt?: number } = {},
  ): Promise<Delivery[]> {
    const { messageId = newId(), sentAt = 10 } = envelope;
    const addresses = devices.map(({ address }) => address);
    return this.sealAll([{ messageId, to: to.account, sentAt, content, devices: addresses }], devices);
  }

  async sealAll(requests: SealRequest[], devices: SignalDevice[]): Promise<Delivery[]> {
    const results = await this.store.run('seal', requests);
    return requests.flatMap(({ to, messageId, sentAt }, index) => {
      const result = results[index];
      if (result?.kind !== 'sealed') throw new Error(`not sealed: ${result?.kind}`);
      return result.envelopes.map(({ device, body }) => {
        const receiver = devices.find(({ id }) => id === device);
        return {
          seq: receiver?.nextSeq() ?? 0,
          from: this.person.account,
          device: this.id,
          to,
          messageId,
          sentAt,
          receivedAt: sentAt,
          body,
        };
      });
    });
  }

  /** A text that is written and encrypted for one device. */
  async text(to: SignalDevice, text: string): Promise<Delivery> {
    const messageId = await this.write(to.person, text);
    const [delivery] = await this.seal(to.person, { kind: 'text', text }, [to], { messageId });
    if (!delivery) throw new Error('no delivery');
    return delivery;
  }

  receive(
    deliveries: Delivery[],
    options: { ready?: ConversationId[]; at?: number; showsReads?: boolean; fetchBudget?: number } = {},
  ): Promise<Received> {
    const { ready = [], at = 100, showsReads = true, fetchBudget = FETCH_BUDGET } = options;
    const batch = deliveries.map((delivery) => ({ kind: 'message' as const, delivery }));
    return this.store.run('receive', { batch, ready, at, recallMs: RECALL_MS, showsReads, fetchBudget });
  }

  async history(conversation: Person) {
    const page = await this.store.run('page', { conversation: conversation.account, limit: 10_000 });
    return page.messages;
  }

  async texts(conversation: Person): Promise<string[]> {
    return (await this.history(conversation)).map(({ kind, text, detail }) =>
      kind === 'text' ? text : `[${[kind, detail].filter(Boolean).join(' ')}]`,
    );
  }

  nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }
}

/** Two friends with one device each; the first can write to the second. */
export async function twoDevices(options: { oneTime?: boolean } = {}): Promise<[SignalDevice, SignalDevice]> {
  const ming = await SignalDevice.signIn(person(1), 11);
  const hong = await SignalDevice.signIn(person(2), 21);
  await ming.befriend(hong.person);
  await hong.befriend(ming.person);
  await ming.establish(hong, options);
  return [ming, hong];
}
