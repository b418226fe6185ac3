import type { Attachment, Transfer } from '../../src-main/contract/attachment.ts';
import type { Message } from '../../src-main/contract/model.ts';
import type { TextRef } from './failure.ts';

/** How much has been done, from 0 to 1. */
export function shareOf({ done, total }: Pick<Transfer, 'done' | 'total'>): number {
  return total === 0 ? 0 : Math.min(1, done / total);
}

/** How long it will still take, as far as it can be told. */
export function remainingText({ done, total, bytesPerSecond, stage }: Transfer): TextRef | undefined {
  if (stage !== 'running' || !bytesPerSecond) return undefined;
  const seconds = Math.max(1, Math.ceil((total - done) / bytesPerSecond));
  if (seconds < 60) return { key: 'transfer.left.seconds', values: { count: seconds } };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return { key: 'transfer.left.minutes', values: { count: minutes } };
  return {
    key: 'transfer.left.hours',
    values: { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') },
  };
}

/** What the person can do about an attachment's way, in the order of the buttons. */
export type TransferStep = 'fetch' | 'pause' | 'resume' | 'again' | 'resend' | 'cancel';

/** Those that make sense as things stand. A message that failed has its own way to be sent again. */
export function transferSteps({ state }: Pick<Attachment, 'state'>): TransferStep[] {
  switch (state) {
    case 'uploading':
    case 'downloading':
      return ['pause', 'cancel'];
    case 'upload-paused':
    case 'paused':
      return ['resume', 'cancel'];
    case 'remote':
      return ['fetch'];
    case 'failed':
      return ['again', 'cancel'];
    case 'upload-failed':
    case 'here':
    case 'expired':
      return [];
  }
}

/** The same where the message itself is not beside it, and with it the way to send that again. */
export function stepsAlone({ state }: Pick<Attachment, 'state'>): TransferStep[] {
  return state === 'upload-failed' ? ['resend'] : transferSteps({ state });
}

/** Where there is place for one button only: to stop what goes on, or to have it go on. */
export function stepFor({ state }: Pick<Attachment, 'state'>): TransferStep | undefined {
  return state === 'uploading' ? 'cancel' : transferSteps({ state })[0];
}

/** Whether what the message carries is on its way now. */
export function isUnderWay({ state }: Pick<Attachment, 'state'>): boolean {
  return state === 'uploading' || state === 'downloading';
}

/** Whether the bytes of a picture, sound or sticker can be shown: what is still leaving is here, too. */
export function isShowable({ attachment, own }: Pick<Message, 'attachment' | 'own'>): boolean {
  if (!attachment) return false;
  const { state, problem } = attachment;
  const isLeaving = state === 'uploading' || state === 'upload-paused' || state === 'upload-failed';
  return state === 'here' || (own && isLeaving && problem !== 'lost');
}
