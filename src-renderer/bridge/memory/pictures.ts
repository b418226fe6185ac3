import { type MediaRef, mediaPath, STICKERS_LIMIT, type StickerId } from '../../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../../src-main/contract/calls.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { Handlers, Memory } from './memory.ts';
import type { messageHandlers } from './messages.ts';
import { newStagedId, stagedIn } from './staging.ts';

let lastSticker = 0;

function newStickerId(): StickerId {
  lastSticker += 1;
  return `added-${lastSticker}`.padEnd(43, '_') as StickerId;
}

type PictureCall = `hidden.${'hide' | 'reveal'}` | `stickers.${'list' | 'add' | 'remove' | 'send'}`;

/** Texts in pictures, and stickers. */
export function pictureHandlers(memory: Memory, messages: ReturnType<typeof messageHandlers>): Handlers<PictureCall> {
  const { world, emit } = memory;

  function change(stickers: typeof world.stickers): void {
    world.stickers = stickers;
    emit('stickers', stickers);
  }

  function sizeOf(of: CallArgs<'stickers.add'>['of']): { width?: number; height?: number } | undefined {
    return 'message' in of ? messages.byId(of.message).attachment : stagedIn(world, of.staged).picture;
  }

  return {
    'hidden.hide': ({ staged, text, password }) => {
      const carrier = stagedIn(world, staged);
      if (!carrier.hiding || !('capacity' in carrier.hiding))
        throw new ContractError('not-hidden', { problem: 'not-png' });
      if (new TextEncoder().encode(text).length > carrier.hiding.capacity) {
        throw new ContractError('not-hidden', { problem: 'too-long' });
      }
      const written = { ...carrier, id: newStagedId(), hidesText: true };
      world.staged.set(written.id, written);
      memory.copyMedia(refOf({ staged }), refOf({ staged: written.id }));
      world.hidden.set(mediaPath(refOf({ staged: written.id })), { text, password });
      return written;
    },
    'hidden.reveal': ({ of, password }) => {
      const found = world.hidden.get(mediaPath(refOf(of)));
      if (found?.password !== password) throw new ContractError('nothing-hidden');
      return { text: found.text };
    },
    'stickers.list': () => world.stickers,
    'stickers.add': ({ of }) => {
      const { width, height } = sizeOf(of) ?? {};
      if (width === undefined || height === undefined) throw new ContractError('not-picture', { problem: 'broken' });
      if (world.stickers.length >= STICKERS_LIMIT) throw new ContractError('too-many', { limit: STICKERS_LIMIT });
      const id = newStickerId();
      memory.copyMedia(refOf(of), { of: 'sticker', id, part: 'full' });
      const sticker = { id, width, height };
      change([sticker, ...world.stickers]);
      return sticker;
    },
    'stickers.remove': ({ sticker }) => change(world.stickers.filter(({ id }) => id !== sticker)),
    'stickers.send': ({ conversation, sticker: id }) => {
      const sticker = world.stickers.find((known) => known.id === id);
      if (!sticker) throw new ContractError('not-found');
      const message = messages.say(conversation, {
        kind: 'text',
        attachment: {
          kind: 'sticker',
          name: 'sticker.webp',
          size: 24_000,
          type: 'image/webp',
          state: 'here',
          width: sticker.width,
          height: sticker.height,
          hasThumbnail: true,
        },
      });
      memory.copyMedia({ of: 'sticker', id, part: 'full' }, { of: 'message', id: message.id, part: 'full' });
      return message;
    },
  };
}

function refOf(of: CallArgs<'stickers.add'>['of']): MediaRef {
  return 'message' in of
    ? { of: 'message', id: of.message, part: 'full' }
    : { of: 'staged', id: of.staged, part: 'full' };
}
