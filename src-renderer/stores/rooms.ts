import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type {
  AccountId,
  MessageId,
  Room,
  RoomId,
  RoomRequest,
  RoomRules,
  RoomSighting,
} from '../../src-main/contract/model.ts';

export interface RoomsState {
  /** the rooms looked at since the account was opened; the last eight loaded are kept current */
  rooms: ReadonlyMap<RoomId, Room>;
  /** who wants to be let into rooms where one decides, newest first */
  requests: RoomRequest[];
  /** the name of a room whose admins have just not let the person in, until it was read */
  refusedBy: string | undefined;
  reset(): void;
  apply(room: Room): void;
  applyRequests(requests: RoomRequest[]): void;
  applyRefused(name: string | undefined): void;
  loadRequests(): Promise<void>;
  /** Fetches a room with its members; from then on its changes come by themselves. */
  load(room: RoomId): Promise<Room>;
  create(fields: CallArgs<'rooms.create'>): Promise<RoomId>;
  find(query: string): Promise<RoomSighting>;
  join(room: RoomId, answer: string): Promise<'joined' | 'requested'>;
  answer(request: RoomRequest, accept: boolean): Promise<void>;
  add(room: RoomId, accounts: AccountId[]): Promise<void>;
  remove(room: RoomId, account: AccountId): Promise<void>;
  leave(room: RoomId): Promise<void>;
  disband(room: RoomId): Promise<void>;
  transfer(room: RoomId, account: AccountId): Promise<void>;
  setRole(room: RoomId, account: AccountId, role: 'admin' | 'member'): Promise<void>;
  rename(room: RoomId, name: string): Promise<void>;
  setRules(room: RoomId, rules: RoomRules): Promise<void>;
  /** Without a picture it is taken away. */
  setAvatar(room: RoomId, picture?: Uint8Array): Promise<void>;
  /** For so many milliseconds; 0 ends it. */
  mute(room: RoomId, account: AccountId, ms: number): Promise<void>;
  muteAll(room: RoomId, on: boolean): Promise<void>;
  setCard(room: RoomId, card: string): Promise<void>;
  /** Vouches for a member's new keys. */
  acceptKeys(room: RoomId, account: AccountId): Promise<void>;
  /** Puts a text above the room. */
  setNotice(room: RoomId, text: string): Promise<void>;
  /** The person has read the notice. */
  confirmNotice(room: RoomId, id: MessageId): Promise<void>;
}

export type RoomsStore = ReturnType<typeof createRoomsStore>;

const nothing = { rooms: new Map(), requests: [], refusedBy: undefined };

export function createRoomsStore(core: CoreApi) {
  return createStore<RoomsState>()((set, get) => ({
    ...nothing,
    reset: () => set(nothing),
    apply: (room) => set({ rooms: new Map(get().rooms).set(room.id, room) }),
    applyRequests: (requests) => set({ requests }),
    applyRefused: (refusedBy) => set({ refusedBy }),
    loadRequests: async () => set({ requests: await core.call('rooms.requests', {}) }),
    load: async (id) => {
      const room = await core.call('rooms.get', { room: id });
      get().apply(room);
      return room;
    },
    create: (fields) => core.call('rooms.create', fields),
    find: (query) => core.call('rooms.find', { query }),
    join: async (room, answer) => {
      const { state } = await core.call('rooms.join', { room, answer });
      return state;
    },
    answer: ({ room, profile }, accept) => core.call('rooms.answer', { room, account: profile.account, accept }),
    add: (room, accounts) => core.call('rooms.add', { room, accounts }),
    remove: (room, account) => core.call('rooms.remove', { room, account }),
    leave: (room) => core.call('rooms.leave', { room }),
    disband: (room) => core.call('rooms.disband', { room }),
    transfer: (room, account) => core.call('rooms.transfer', { room, account }),
    setRole: (room, account, role) => core.call('rooms.setRole', { room, account, role }),
    rename: (room, name) => core.call('rooms.rename', { room, name }),
    setRules: (room, rules) => core.call('rooms.setRules', { room, rules }),
    setAvatar: (room, picture) => core.call('rooms.setAvatar', { room, ...(picture && { picture }) }),
    mute: (room, account, ms) => core.call('rooms.mute', { room, account, ms }),
    muteAll: (room, on) => core.call('rooms.muteAll', { room, on }),
    setCard: (room, card) => core.call('rooms.setCard', { room, card }),
    acceptKeys: (room, account) => core.call('rooms.acceptKeys', { room, account }),
    setNotice: async (room, text) => {
      await core.call('rooms.setNotice', { room, text });
    },
    confirmNotice: (room, id) => core.call('rooms.confirmNotice', { room, id }),
  }));
}
