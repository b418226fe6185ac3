import type { Attachment } from '../../src-main/contract/attachment.ts';
import type { TextRef } from './failure.ts';

/** Why an attachment is not here and does not get here by itself; undefined when all is well. */
export function attachmentNote({ state, problem }: Pick<Attachment, 'state' | 'problem'>): TextRef | undefined {
  switch (state) {
    case 'expired':
      return { key: 'attachment.expired' };
    case 'upload-failed':
    case 'failed':
      return problem ? { key: `attachment.problem.${problem}` } : { key: 'attachment.failed' };
    case 'remote':
      return problem && { key: `attachment.problem.${problem}` };
    case 'upload-paused':
    case 'paused':
      return { key: 'attachment.paused' };
    case 'uploading':
    case 'downloading':
    case 'here':
      return undefined;
  }
}
