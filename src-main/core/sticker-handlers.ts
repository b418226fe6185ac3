import { PICTURE_SIZE_LIMIT } from '../contract/attachment.ts';
import type { CallArgs } from '../contract/calls.ts';
import { ContractError } from '../contract/errors.ts';
import type { Family } from './handler.ts';
import type { OpenAccount } from './open-account.ts';

/** As it is called where it is saved. */
const STICKER_NAME = 'sticker.webp';

export const stickerHandlers: Family<'stickers'> = {
  'stickers.list': ({ account }) => account.stickers.list(),
  'stickers.add': async ({ account }, { of }) => account.stickers.add(await pictureOf(account, of)),
  'stickers.remove': ({ account }, { sticker }) => account.stickers.remove(sticker),
  'stickers.send': async ({ account: { stickers, attachments } }, { conversation, sticker }) => {
    const found = await stickers.find(sticker);
    if (!found) throw new ContractError('not-found');
    const { picture: bytes, type, width, height } = found;
    return attachments.sending.sendBytes(conversation, {
      kind: 'sticker',
      name: STICKER_NAME,
      bytes,
      type,
      width,
      height,
    });
  },
};

async function pictureOf({ attachments }: OpenAccount, of: CallArgs<'stickers.add'>['of']): Promise<Uint8Array> {
  if ('staged' in of) return attachments.staging.pictureBytes(of.staged);
  return (await attachments.pictureOf(of.message, PICTURE_SIZE_LIMIT)).bytes;
}
