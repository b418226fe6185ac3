import { hash } from 'node:crypto';
import { AVATAR_LIMIT, type Channel, type ConversationId, isRoom, OperationError } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
const RIFF = Buffer.from('RIFF');
const WEBP = Buffer.from('WEBP');
const WEBP_AT = 8;
/** Nothing shorter is a picture. */
const SHORTEST = 12;

export interface AvatarsParts {
  store: Pick<Store, 'run'>;
  /** @throws ContractError `offline` while there is no connection */
  channel(): Pick<Channel, 'request'>;
  log: Log;
}

/** Pictures of people and rooms. Each is fetched once: its hash is its name. */
export class Avatars {
  readonly #parts: AvatarsParts;
  /** by hash: whoever wants the same picture waits for the same answer */
  readonly #underWay = new Map<string, Promise<Uint8Array | undefined>>();

  constructor(parts: AvatarsParts) {
    this.#parts = parts;
  }

  /**
   * The picture with that hash, which the profile or the room names. Undefined when the server has another one by now, or
   * none. @throws ContractError `offline`; OperationError, ChannelError
   */
  get(of: ConversationId, avatar: string): Promise<Uint8Array | undefined> {
    const getting = this.#underWay.get(avatar) ?? this.#get(of, avatar).finally(() => this.#underWay.delete(avatar));
    this.#underWay.set(avatar, getting);
    return getting;
  }

  /** A picture that one has set oneself need not be fetched. */
  async keep(picture: Uint8Array): Promise<void> {
    await this.#parts.store.run('saveAvatar', { hash: avatarHash(picture), picture });
  }

  async #get(of: ConversationId, avatar: string): Promise<Uint8Array | undefined> {
    return (await this.#parts.store.run('avatar', avatar)) ?? this.#fetch(of, avatar);
  }

  async #fetch(of: ConversationId, avatar: string): Promise<Uint8Array | undefined> {
    const answer = await this.#ask(of);
    if (!answer) return undefined;
    // The answer is a view of a whole frame, which must not travel along.
    const picture = new Uint8Array(answer);
    if (avatarHash(picture) !== avatar) {
      this.#parts.log('picture refused: another hash');
      return undefined;
    }
    await this.keep(picture);
    return picture;
  }

  async #ask(of: ConversationId): Promise<Uint8Array | undefined> {
    const channel = this.#parts.channel();
    try {
      const { picture } = isRoom(of)
        ? await channel.request('room.avatar', { room: of })
        : await channel.request('account.avatar.get', { account: of });
      return picture;
    } catch (error) {
      if (error instanceof OperationError && error.is('not-found')) return undefined;
      throw error;
    }
  }
}

/** The name of a picture: SHA-256 in base64url. */
export function avatarHash(picture: Uint8Array): string {
  return hash('sha256', picture, 'base64url');
}

/** @throws ContractError `invalid-fields` when it is no PNG, JPEG or WebP, or too large */
export function demandPicture(picture: Uint8Array): void {
  if (picture.length > AVATAR_LIMIT) throw new ContractError('invalid-fields', { fields: { picture: 'too-long' } });
  if (!isPicture(picture)) throw new ContractError('invalid-fields', { fields: { picture: 'format' } });
}

function isPicture(bytes: Uint8Array): boolean {
  if (bytes.length < SHORTEST) return false;
  const isWebp = has(bytes, RIFF, 0) && has(bytes, WEBP, WEBP_AT);
  return has(bytes, PNG, 0) || has(bytes, JPEG, 0) || isWebp;
}

function has(bytes: Uint8Array, wanted: Buffer, at: number): boolean {
  return wanted.equals(bytes.subarray(at, at + wanted.length));
}
