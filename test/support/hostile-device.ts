import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { type ConversationId, type Delivery, encode, type MessageId } from '../../protocol/index.ts';
import type { ResendRequest } from '../../src-main/core/e2ee/exchange.ts';
import { pad } from '../../src-main/core/e2ee/padding.ts';
import type { Header } from '../../src-main/core/e2ee/plaintext.ts';
import { Ratchets } from '../../src-main/core/e2ee/ratchets.ts';
import { openDatabase } from '../../src-main/core/store/database.ts';
import { within } from '../../src-main/core/store/history.ts';
import { newId, type Person, person, SignalDevice } from './signal-devices.ts';

/**
 * What the account of the device is to the one that it writes to. `changed`: verified, by other keys than it has now.
 * `former`: the device has the keys from before. `removed`: no friend any more, the chat is kept. `stranger`: no
 * friend, the keys are known, as a member's are.
 */
export type Standing = 'unverified' | 'verified' | 'changed' | 'former' | 'removed' | 'stranger';

/** What is said otherwise than an honest device would: the envelope, as the server shows it, and the header inside. */
export interface Lies {
  /** of the message, inside and outside; a new one by default */
  id?: MessageId;
  /** whom it is said to be written to, inside and outside; the receiver by default */
  to?: ConversationId;
  sentAt?: number;
  /** what the header inside says instead */
  header?: Partial<Header>;
  /** what the envelope says instead */
  envelope?: Partial<Delivery>;
}

/**
 * A device with real keys and sessions that keeps to no rule: it says any content, of any shape, under any header, in
 * any standing. What it encrypts is what libsignal makes of it: the victim can read it, and has to judge it. New
 * devices of somebody, and members of rooms, are made with `of`.
 */
export class HostileDevice {
  readonly device: SignalDevice;
  readonly #victim: SignalDevice;

  private constructor(device: SignalDevice, victim: SignalDevice) {
    this.device = device;
    this.#victim = victim;
  }

  /** That device turns hostile. It can write to the victim at once; who has no session yet, begins one. */
  static async of(device: SignalDevice, victim: SignalDevice): Promise<HostileDevice> {
    await device.establish(victim);
    return new HostileDevice(device, victim);
  }

  /** The first device of that account, in that standing with the victim. */
  static async in(
    standing: Standing,
    victim: SignalDevice,
    { account = 6, id = 61 }: { account?: number; id?: number } = {},
  ): Promise<HostileDevice> {
    const before = person(account);
    const hasNewKeys = standing === 'changed' || standing === 'former';
    const present = hasNewKeys ? { ...before, keys: IdentityKeyPair.generate() } : before;
    const device = await SignalDevice.signIn(standing === 'former' ? before : present, id);
    await device.befriend(victim.person);
    await meet(victim, standing, { before, present });
    return HostileDevice.of(device, victim);
  }

  /** Says something, which may be no content at all; as the server would deliver it. */
  async say(
    content: object,
    { id = newId(), to, sentAt = 50, header = {}, envelope = {} }: Lies = {},
  ): Promise<Delivery> {
    const { device } = this;
    const conversation = to ?? this.#victim.person.account;
    const inside = { v: 1, id, from: device.address, to: conversation, sentAt, ...header, content };
    const body = await this.#encrypt(pad(encode(inside)));
    const seq = this.#victim.nextSeq();
    const { account: from } = device.person;
    return {
      seq,
      from,
      device: device.id,
      to: conversation,
      messageId: id,
      sentAt,
      receivedAt: sentAt,
      body,
      ...envelope,
    };
  }

  /** Says all of it, and the victim receives it. */
  async tell(content: object, lies: Lies = {}) {
    return this.#victim.receive([await this.say(content, lies)]);
  }

  /**
   * Asks for messages, by ids and numbers, and reads what the victim would send. What it got, as contents in their
   * order.
   */
  async ask({ ids = [], numbers = [], to }: Partial<Pick<ResendRequest, 'ids' | 'numbers'>> & { to?: ConversationId }) {
    const heard = await this.tell({ kind: 'resend', ids, numbers }, { ...(to && { to }) });
    const contents = [];
    for (const request of heard.asked) {
      const answers = await this.#victim.store.run('answerResend', { request, now: 1000 });
      const sealed = await this.#victim.store.run('seal', answers);
      contents.push(...answers.filter((_, index) => sealed[index]?.kind === 'sealed').map(({ content }) => content));
    }
    return contents;
  }

  /** Encrypts in the device's own history, past all that its client would check. */
  async #encrypt(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const { person: own, file, databaseKey } = this.device;
    const db = await openDatabase(file, { key: databaseKey, mayCreate: false, own: own.account });
    try {
      return await within(db, async (transaction) => {
        const ratchets = await Ratchets.open(transaction, own);
        const body = await ratchets.encrypt(this.#victim.address, plaintext);
        await ratchets.save();
        return body;
      });
    } finally {
      await db.destroy();
    }
  }
}

async function meet(
  victim: SignalDevice,
  standing: Standing,
  { before, present }: { before: Person; present: Person },
): Promise<void> {
  const { account } = present;
  if (standing === 'stranger') return void (await victim.learn(present));
  await victim.befriend(before);
  if (standing === 'verified' || standing === 'changed') {
    await victim.store.run('setVerified', { account, verified: true, at: 1 });
  }
  if (present !== before) await victim.learn(present, { serial: 'CD', at: 2 });
  if (standing === 'removed') await victim.store.run('removeContact', account);
}
