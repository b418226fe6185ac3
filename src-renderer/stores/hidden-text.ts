import type { Staged } from '../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import { asFailure } from '../model/failure.ts';

export type PictureWithText = CallArgs<'hidden.reveal'>['of'];

/** Texts in pictures. Nothing of them is kept here: whoever asks holds what comes. */
export function createHiddenText(bridge: Bridge) {
  return {
    /** Takes in a picture to look into it, or to hide something in it. */
    take: (picture: File): Promise<Staged> => bridge.stage(picture),

    /** What cannot be forgotten now is when the account is closed. */
    forget({ id }: Staged): void {
      bridge.call('attachments.discard', { staged: id }).catch(asFailure);
    },

    async reveal(of: PictureWithText, password: string): Promise<string> {
      const { text } = await bridge.call('hidden.reveal', { of, password });
      return text;
    },

    /** Hides a text for anyone who has the password, and puts the picture into the folder of received files. @returns its name there */
    async hideInto({ id }: Staged, text: string, password: string): Promise<string> {
      const hidden = await bridge.call('hidden.hide', { staged: id, text, password, readableBy: 'anyone' });
      try {
        const { name } = await bridge.call('attachments.saveStaged', { staged: hidden.id });
        return name;
      } finally {
        await bridge.call('attachments.discard', { staged: hidden.id });
      }
    },
  };
}
