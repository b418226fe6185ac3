import { createStore } from 'zustand/vanilla';
import type { Attachment, FileEntry, Transfer } from '../../src-main/contract/attachment.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';

/** Pictures of a chat that are asked for at once. */
const PICTURES = 100;

export interface TransfersState {
  /** how far attachments have come that are on their way now */
  underWay: ReadonlyMap<MessageId, Transfer>;
  /** attachments of messages that changed since the account was opened, as they were told of last */
  latest: ReadonlyMap<MessageId, Attachment>;
  /** messages that were recalled or deleted since then */
  gone: ReadonlySet<MessageId>;
  reset(): void;
  load(): Promise<void>;
  apply(transfer: Transfer): void;
  applyEnded(message: MessageId): void;
  applyMessages(messages: Message[]): void;
  /** The message was recalled or deleted. */
  applyGone(message: MessageId): void;
  /** Gets an attachment, or goes on with one that was paused or failed. */
  start(message: MessageId): Promise<void>;
  pause(message: MessageId): Promise<void>;
  cancel(message: MessageId): Promise<void>;
  open(message: MessageId): Promise<void>;
  /** Shows a received file in its folder; without one, the folder. */
  show(message?: MessageId): Promise<void>;
  /** Puts a copy into the folder of received files, under the name that is answered. */
  save(message: MessageId): Promise<{ name: string }>;
  deleteHere(messages: MessageId[]): Promise<void>;
  /** The pictures of a chat, newest first, before the given place. */
  pictures(conversation: ConversationId, before?: number): Promise<{ files: FileEntry[]; more: boolean }>;
}

export type TransfersStore = ReturnType<typeof createTransfersStore>;

/** What becomes of the attachments of messages. */
export function createTransfersStore(core: CoreApi) {
  return createStore<TransfersState>()((set, get) => ({
    underWay: new Map(),
    latest: new Map(),
    gone: new Set(),
    reset: () => set({ underWay: new Map(), latest: new Map(), gone: new Set() }),
    load: async () => {
      const transfers = await core.call('attachments.transfers', {});
      // what was told before may not be so any more
      set({ underWay: new Map(transfers.map((transfer) => [transfer.message, transfer])), latest: new Map() });
    },
    apply: (transfer) => set({ underWay: new Map(get().underWay).set(transfer.message, transfer) }),
    applyEnded: (message) => {
      const underWay = new Map(get().underWay);
      if (underWay.delete(message)) set({ underWay });
    },
    applyMessages: (messages) => {
      const latest = new Map(get().latest);
      for (const { id, attachment } of messages) if (attachment) latest.set(id, attachment);
      set({ latest });
    },
    applyGone: (message) => {
      const latest = new Map(get().latest);
      latest.delete(message);
      set({ latest, gone: new Set(get().gone).add(message) });
    },

    start: (message) => core.call('attachments.start', { message }),
    pause: (message) => core.call('attachments.pause', { message }),
    cancel: (message) => core.call('attachments.cancel', { message }),
    open: (message) => core.call('attachments.open', { message }),
    show: (message) => core.call('attachments.show', message === undefined ? {} : { message }),
    save: (message) => core.call('attachments.save', { message }),
    deleteHere: (messages) => core.call('attachments.deleteHere', { messages }),
    pictures: (conversation, before) => {
      const which = { conversation, kinds: ['picture' as const], limit: PICTURES };
      return core.call('attachments.list', before === undefined ? which : { ...which, before });
    },
  }));
}
