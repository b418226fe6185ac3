import type { Family } from './handler.ts';

export const hiddenHandlers: Family<'hidden'> = {
  'hidden.hide': ({ account }, order) => account.hiddenTexts.hide(order),
  'hidden.reveal': async ({ account: { hiddenTexts } }, { of, password }) => ({
    text: await ('message' in of
      ? hiddenTexts.inMessage(of.message, password)
      : hiddenTexts.inStaged(of.staged, password)),
  }),
};
