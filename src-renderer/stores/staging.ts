import { createStore } from 'zustand/vanilla';
import { FILE_SIZE_LIMIT, type Staged } from '../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { ConversationId, Message } from '../../src-main/contract/model.ts';
import type { Extras } from '../model/extras.ts';
import { asFailure } from '../model/failure.ts';
import { type Intake, isForGood, kindOf } from '../model/staged.ts';
import { takeTurns } from '../model/turns.ts';

/** Files that are taken in at the same time; the others wait. */
const AT_ONCE = 2;

/** What a person drops may be a folder, which nothing can be read from. */
export type Offered = File | { folder: string };

/** What is about to be sent to a chat. */
export interface Outgoing {
  items: Intake[];
  /** pictures go as files, unchanged */
  asFiles: boolean;
}

/** The words that go along, and what they need. */
export interface Words {
  caption: string;
  extras: Extras;
}

/** A text to be hidden, and who can read it. */
export type Hiding = Omit<CallArgs<'hidden.hide'>, 'staged'>;

export interface StagingState {
  chats: ReadonlyMap<ConversationId, Outgoing>;
  reset(): void;
  /** Begins to take files in; each is ready, or tells its failure, by itself. `asFiles` is for the first of them to say. */
  add(chat: ConversationId, files: Offered[], asFiles: boolean): void;
  setAsFiles(chat: ConversationId, asFiles: boolean): void;
  /** Tries again to take in what failed. */
  again(chat: ConversationId, key: number): void;
  remove(chat: ConversationId, key: number): void;
  /** Leaves all of it. */
  drop(chat: ConversationId): void;
  hide(chat: ConversationId, key: number, hiding: Hiding): Promise<void>;
  /** Takes the hidden text out again. */
  unhide(chat: ConversationId, key: number): void;
  /**
   * Sends what is ready, each as a message: the first answers the quote, the last has the words. What cannot be sent now stays and says why;
   * what can never be, and has said so, does not.
   * @returns the messages, and whether the words have gone
   */
  send(chat: ConversationId, words: Words): Promise<{ sent: Message[]; saidWords: boolean }>;
}

export type StagingStore = ReturnType<typeof createStagingStore>;

/** Something to take in, and how to stop that. */
interface Job {
  chat: ConversationId;
  key: number;
  file: File;
  /** bytes when it was chosen: of one that has vanished since, the browser says that it is empty */
  size: number;
  stop: AbortController;
}

/** Files on their way into the core, before they are sent. */
export function createStagingStore(bridge: Bridge) {
  const jobs = new Map<number, Job>();
  const inTurn = takeTurns(AT_ONCE);
  let lastKey = 0;

  return createStore<StagingState>()((set, get) => {
    function itemsOf(chat: ConversationId): Intake[] {
      return get().chats.get(chat)?.items ?? [];
    }

    function put(chat: ConversationId, outgoing: Outgoing): void {
      const chats = new Map(get().chats);
      if (outgoing.items.length > 0) chats.set(chat, outgoing);
      else chats.delete(chat);
      set({ chats });
    }

    function update(chat: ConversationId, change: (items: Intake[]) => Intake[]): void {
      const outgoing = get().chats.get(chat);
      if (outgoing) put(chat, { ...outgoing, items: change(outgoing.items) });
    }

    function change(chat: ConversationId, key: number, to: (item: Intake) => Intake): void {
      update(chat, (items) => items.map((item) => (item.key === key ? to(item) : item)));
    }

    async function take({ chat, key, file, size, stop }: Job): Promise<void> {
      if (stop.signal.aborted) return;
      const progress = (done: number) => change(chat, key, (item) => ({ ...item, done }));
      try {
        if (size > 0 && file.size === 0) throw new ContractError('file-gone');
        const staged = await stage(file, progress, stop.signal);
        if (stop.signal.aborted) return discard(staged);
        change(chat, key, (item) => ({ ...item, done: item.size, staged }));
      } catch (error) {
        const failure = asFailure(error);
        if (!stop.signal.aborted) change(chat, key, (item) => ({ ...item, failure }));
      }
    }

    function stage(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<Staged> {
      if (file.size > FILE_SIZE_LIMIT) throw new ContractError('too-large');
      return bridge.stage(file, { progress, signal });
    }

    /** What cannot be forgotten now is when the account is closed. */
    function discard(...staged: (Staged | undefined)[]): void {
      for (const one of staged) if (one) bridge.call('attachments.discard', { staged: one.id }).catch(asFailure);
    }

    function stop({ key }: Intake): void {
      const job = jobs.get(key);
      job?.stop.abort();
      jobs.delete(key);
    }

    function leave(item: Intake): void {
      stop(item);
      discard(item.staged, item.plain);
    }

    function takeOver(chat: ConversationId, offered: Offered): Intake {
      lastKey += 1;
      const key = lastKey;
      if (!(offered instanceof File)) return { key, name: offered.folder, size: 0, done: 0, failure: 'folder' };
      const { name, size } = offered;
      jobs.set(key, { chat, key, file: offered, size, stop: new AbortController() });
      return { key, name, size, done: 0 };
    }

    async function sendOne(
      chat: ConversationId,
      { key, staged, plain }: Intake & { staged: Staged },
      kind: 'picture' | 'file',
      { caption, extras }: Words,
    ): Promise<Message | undefined> {
      try {
        const what = { conversation: chat, staged: staged.id, kind, caption, ...extras };
        const message = await bridge.call('attachments.send', what);
        update(chat, (items) => items.filter((item) => item.key !== key));
        jobs.delete(key);
        discard(plain);
        return message;
      } catch (error) {
        const failure = asFailure(error);
        change(chat, key, (item) => ({ ...item, failure }));
        return undefined;
      }
    }

    return {
      chats: new Map(),
      reset: () => {
        for (const { items } of get().chats.values()) for (const item of items) stop(item);
        set({ chats: new Map() });
      },
      add: (chat, files, asFiles) => {
        const added = files.map((file) => takeOver(chat, file));
        const outgoing = get().chats.get(chat);
        put(chat, { asFiles: outgoing?.asFiles ?? asFiles, items: [...(outgoing?.items ?? []), ...added] });
        for (const { key } of added) {
          const job = jobs.get(key);
          if (job) inTurn(() => take(job));
        }
      },
      setAsFiles: (chat, asFiles) => put(chat, { asFiles, items: itemsOf(chat) }),
      again: (chat, key) => {
        const job = jobs.get(key);
        change(chat, key, ({ failure: _, ...item }) => ({ ...item, done: 0 }));
        const isStaged = itemsOf(chat).find((item) => item.key === key)?.staged;
        if (job && !isStaged) inTurn(() => take(job));
      },
      remove: (chat, key) => {
        for (const item of itemsOf(chat)) if (item.key === key) leave(item);
        update(chat, (items) => items.filter((item) => item.key !== key));
      },
      drop: (chat) => {
        for (const item of itemsOf(chat)) leave(item);
        update(chat, () => []);
      },
      hide: async (chat, key, hiding) => {
        const item = itemsOf(chat).find((known) => known.key === key);
        const carrier = item?.plain ?? item?.staged;
        if (!item || !carrier) return;
        const staged = await bridge.call('hidden.hide', { staged: carrier.id, ...hiding });
        if (item.plain) discard(item.staged);
        change(chat, key, (known) => ({ ...known, staged, plain: carrier }));
      },
      unhide: (chat, key) =>
        change(chat, key, ({ plain, ...item }) => {
          if (!plain) return item;
          discard(item.staged);
          return { ...item, staged: plain };
        }),
      send: async (chat, { caption, extras }) => {
        const asFiles = get().chats.get(chat)?.asFiles ?? false;
        const ready = itemsOf(chat).flatMap((item) => (item.staged ? [{ ...item, staged: item.staged }] : []));
        const { quote, ...ofWords } = extras;
        const sent: Message[] = [];
        let saidWords = false;
        for (const [index, item] of ready.entries()) {
          const isLast = index === ready.length - 1;
          const words = {
            caption: isLast ? caption : '',
            extras: { ...(isLast && ofWords), ...(quote && sent.length === 0 && { quote }) },
          };
          const message = await sendOne(chat, item, kindOf(item.staged, asFiles), words);
          if (message) sent.push(message);
          saidWords = isLast && message !== undefined;
        }
        if (sent.length > 0) update(chat, (items) => items.filter(({ failure }) => !isForGood(failure)));
        return { sent, saidWords };
      },
    };
  });
}
