import { createStore } from 'zustand/vanilla';
import type { FileEntry, SpaceUsed } from '../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { Message, MessageId } from '../../src-main/contract/model.ts';
import { bringsFiles, type FileFilter, kindsOf, mergeFiles, movesBytes } from '../model/files.ts';

const PAGE = 60;
/** the most that one page may have */
const LONG_PAGE = 200;

export interface FilesState {
  filter: FileFilter;
  query: string;
  /** what was found, newest first; undefined while it is being looked for */
  files: FileEntry[] | undefined;
  /** older ones are not loaded yet */
  more: boolean;
  space: SpaceUsed | undefined;
  reset(): void;
  /** Looks for the newest anew. */
  load(): Promise<void>;
  loadOlder(): Promise<void>;
  setFilter(filter: FileFilter): Promise<void>;
  setQuery(query: string): Promise<void>;
  /** The page is left: nothing needs to be kept current. */
  leave(): void;
  /** Takes changed messages over; new attachments are looked for. */
  apply(messages: Message[]): Promise<void>;
  applyRemoved(message: MessageId): void;
  loadSpace(): Promise<void>;
  clearCache(): Promise<void>;
}

export type FilesStore = ReturnType<typeof createFilesStore>;

const atStart = { filter: 'all', query: '', files: undefined, more: false, space: undefined } as const;

/** All attachments, as the files page shows them. */
export function createFilesStore(core: CoreApi) {
  /** counts up with each search: an answer to an older one comes too late */
  let search = 0;
  let isLoadingOlder = false;

  return createStore<FilesState>()((set, get) => {
    function wanted(limit: number, before?: number): CallArgs<'attachments.list'> {
      const { filter, query } = get();
      const kinds = kindsOf(filter);
      return {
        limit,
        ...(kinds && { kinds }),
        ...(query.trim() !== '' && { query: query.trim() }),
        ...(before !== undefined && { before }),
      };
    }

    async function look(limit = PAGE): Promise<void> {
      search += 1;
      const mine = search;
      const { files, more } = await core.call('attachments.list', wanted(limit));
      if (search === mine) set({ files, more });
    }

    return {
      ...atStart,
      reset: () => {
        search += 1;
        set(atStart);
      },
      load: () => look(),
      loadOlder: async () => {
        const { files = [], more } = get();
        const before = files.at(-1)?.order;
        if (!more || isLoadingOlder || before === undefined) return;
        isLoadingOlder = true;
        const mine = search;
        try {
          const older = await core.call('attachments.list', wanted(PAGE, before));
          if (search === mine) set({ files: [...(get().files ?? []), ...older.files], more: older.more });
        } finally {
          isLoadingOlder = false;
        }
      },
      setFilter: (filter) => {
        set({ filter, files: undefined, more: false });
        return look();
      },
      setQuery: (query) => {
        set({ query });
        return look();
      },
      leave: () => {
        search += 1;
        set({ files: undefined, more: false });
      },
      apply: async (messages) => {
        const { files } = get();
        if (!files) return;
        const merged = mergeFiles(files, messages);
        set({ files: merged });
        if (movesBytes(files, merged)) await get().loadSpace();
        if (bringsFiles(files, messages)) await look(Math.min(LONG_PAGE, Math.max(PAGE, files.length)));
      },
      applyRemoved: (message) => {
        const { files } = get();
        if (files?.some((entry) => entry.message === message)) {
          set({ files: files.filter((entry) => entry.message !== message) });
        }
      },
      loadSpace: async () => set({ space: await core.call('attachments.space', {}) }),
      clearCache: async () => {
        await core.call('attachments.clearCache', {});
        await get().loadSpace();
      },
    };
  });
}
