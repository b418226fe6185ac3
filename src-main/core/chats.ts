import { ContractError } from '../contract/errors.ts';
import {
  type AccountId,
  type ConversationId,
  isRoom,
  type RoomId,
  type RoomSummary,
  type Trust,
} from '../contract/model.ts';
import type { Store } from './store/store.ts';

export interface ChatsParts {
  /** oneself */
  own: AccountId;
  store: Pick<Store, 'run'>;
  isFriend(account: AccountId): boolean;
  trustOf(account: AccountId): Trust;
  /** wall clock */
  now: () => number;
}

/** What the person here may do in which chat. */
export class Chats {
  readonly #parts: ChatsParts;

  constructor(parts: ChatsParts) {
    this.#parts = parts;
  }

  /** @throws ContractError `not-friends`, `keys-changed`; in rooms `not-found`, `muted`; `storage` */
  async demandWritable(conversation: ConversationId): Promise<void> {
    const { own, isFriend, trustOf } = this.#parts;
    if (isRoom(conversation)) return this.#demandRoomWritable(conversation);
    if (conversation === own) return;
    if (!isFriend(conversation)) throw new ContractError('not-friends');
    if (trustOf(conversation) === 'changed') throw new ContractError('keys-changed');
  }

  /** Owner and admins of a room. @throws ContractError `not-allowed`, `storage` */
  async demandAdmin(conversation: ConversationId): Promise<void> {
    const room = isRoom(conversation) ? await this.#room(conversation) : undefined;
    if (room?.role !== 'owner' && room?.role !== 'admin') throw new ContractError('not-allowed');
  }

  async #demandRoomWritable(id: RoomId): Promise<void> {
    const room = await this.#room(id);
    if (!room?.role || room.isDisbanded) throw new ContractError('not-found');
    if (room.isMutedForAll && room.role === 'member') throw new ContractError('muted', {});
    const { mutedUntil: until = 0 } = room;
    if (until > this.#parts.now()) throw new ContractError('muted', { until });
  }

  #room(id: RoomId): Promise<RoomSummary | undefined> {
    return this.#parts.store.run('roomSummary', id);
  }
}
