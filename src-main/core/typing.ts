import type { AccountId, Event, Notice } from '../../protocol/index.ts';
import type { Changes } from './changes.ts';
import type { Contacts } from './contacts.ts';
import type { Sealing } from './e2ee/sealing.ts';
import { newMessageId } from './message-id.ts';
import type { Store } from './store/store.ts';

/** Others are told again that one is typing after so long. */
const AGAIN_AFTER_MS = 3_000;

export interface TypingParts {
  store: Pick<Store, 'run'>;
  contacts: Pick<Contacts, 'find' | 'devicesOf'>;
  changes: Pick<Changes, 'messages'>;
  sealing: Pick<Sealing, 'sealForSessions'>;
  /** a friend is typing */
  heard(account: AccountId): void;
  /** wall clock */
  now: () => number;
}

/** Tells friends that one is typing, and hears it of them. Lost on the way it is not missed. */
export class Typing {
  readonly #parts: TypingParts;
  readonly #toldAt = new Map<AccountId, number>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  /** Tells a friend, at most once in three seconds, and only where there is a session already. */
  async tell(to: AccountId, send: (signal: Notice<'message.ephemeral'>) => void): Promise<void> {
    const { contacts, sealing, now } = this.#parts;
    // Every signal that nobody gets leaves a hole in the session, for which the other side must keep a key.
    const { presence = 'offline' } = contacts.find(to) ?? {};
    if (presence === 'offline' || !this.#mayTell(to)) return;
    const devices = contacts.devicesOf(to).map((device) => ({ account: to, device }));
    const header = { messageId: newMessageId(), to, sentAt: now() };
    const envelopes = await sealing.sealForSessions({ ...header, content: { kind: 'typing' }, devices });
    if (envelopes.length > 0) send({ to, envelopes });
  }

  /** A message went out, which ends the typing on the other side: what is typed next is told at once. */
  reset(account: AccountId): void {
    this.#toldAt.delete(account);
  }

  async hear(signal: Event<'message.signal'>): Promise<void> {
    const { store, contacts, changes, heard, now } = this.#parts;
    if (!contacts.find(signal.from)) return;
    const opened = await store.run('openSignal', { signal, at: now() });
    if (!opened) return;
    changes.messages(opened.messages);
    if (opened.content.kind === 'typing') heard(signal.from);
  }

  #mayTell(account: AccountId): boolean {
    const now = this.#parts.now();
    if (now - (this.#toldAt.get(account) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return false;
    this.#toldAt.set(account, now);
    return true;
  }
}
