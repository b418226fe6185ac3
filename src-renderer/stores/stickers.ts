import { createStore } from 'zustand/vanilla';
import type { Sticker, StickerId } from '../../src-main/contract/attachment.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';

export interface StickersState {
  /** the last added first; undefined while they are not loaded */
  stickers: Sticker[] | undefined;
  reset(): void;
  load(): Promise<void>;
  apply(stickers: Sticker[]): void;
  /** Makes a sticker of a picture on this machine. */
  addFile(file: File): Promise<void>;
  /** Keeps the picture of a message, or a sticker that somebody sent. */
  addFrom(message: MessageId): Promise<void>;
  remove(sticker: StickerId): Promise<void>;
  send(conversation: ConversationId, sticker: StickerId): Promise<Message>;
}

export type StickersStore = ReturnType<typeof createStickersStore>;

/** Stickers of one's own. */
export function createStickersStore(bridge: Bridge) {
  return createStore<StickersState>()((set) => ({
    stickers: undefined,
    reset: () => set({ stickers: undefined }),
    load: async () => set({ stickers: await bridge.call('stickers.list', {}) }),
    apply: (stickers) => set({ stickers }),
    addFile: async (file) => {
      const { id } = await bridge.stage(file);
      try {
        await bridge.call('stickers.add', { of: { staged: id } });
      } finally {
        await bridge.call('attachments.discard', { staged: id });
      }
    },
    addFrom: async (message) => void (await bridge.call('stickers.add', { of: { message } })),
    remove: (sticker) => bridge.call('stickers.remove', { sticker }),
    send: (conversation, sticker) => bridge.call('stickers.send', { conversation, sticker }),
  }));
}
