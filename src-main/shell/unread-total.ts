import type { CoreApi } from '../contract/core.ts';
import type { AccountId, Conversation, ConversationId, Session } from '../contract/model.ts';
import { faultText, type Log } from './log.ts';

/** Tells how many messages wait to be read in all chats of the open account, at every change; 0 while none is open. */
export async function followUnread(
  core: CoreApi,
  told: (total: number) => void,
  log: Log = console.error,
): Promise<void> {
  const unread = new UnreadTotal(core, told, log);
  core.listen((name, value) => {
    switch (name) {
      case 'session':
        return unread.open(value as Session | undefined);
      case 'conversation':
        return unread.note(value as Conversation);
      case 'conversationRemoved':
        return unread.forget(value as ConversationId);
    }
  });
  unread.open((await core.call('app.state', {})).session);
}

class UnreadTotal {
  readonly #core: CoreApi;
  readonly #told: (total: number) => void;
  readonly #log: Log;
  readonly #counts = new Map<ConversationId, number>();
  #account: AccountId | undefined;
  #total = 0;

  constructor(core: CoreApi, told: (total: number) => void, log: Log) {
    this.#core = core;
    this.#told = told;
    this.#log = log;
  }

  /** An account was opened, has changed, or (undefined) was closed. */
  open(session: Session | undefined): void {
    const account = session?.profile.account;
    if (account === this.#account) return;
    this.#account = account;
    this.#counts.clear();
    this.#tell();
    if (account === undefined) return;
    this.#load(account).catch((error) => this.#log(`the unread messages were not counted: ${faultText(error)}`));
  }

  note({ id, unread }: Conversation): void {
    if (this.#account === undefined) return;
    this.#counts.set(id, unread);
    this.#tell();
  }

  forget(id: ConversationId): void {
    this.#counts.delete(id);
    this.#tell();
  }

  /** What was told of a chat meanwhile is newer than the list. */
  async #load(account: AccountId): Promise<void> {
    const list = await this.#core.call('conversations.list', {});
    // another account's meanwhile, which brings its own list
    if (account !== this.#account) return;
    for (const { id, unread } of list) if (!this.#counts.has(id)) this.#counts.set(id, unread);
    this.#tell();
  }

  #tell(): void {
    const total = [...this.#counts.values()].reduce((sum, unread) => sum + unread, 0);
    if (total === this.#total) return;
    this.#total = total;
    this.#told(total);
  }
}
