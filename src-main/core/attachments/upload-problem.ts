import { type ErrorDetails, OperationError } from '../../../protocol/index.ts';
import type { AttachmentProblem } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import { sealedSize } from '../transfers/sealed-chunks.ts';

/** Why what has so many bytes did not get to the server. */
export function uploadProblem(error: unknown, size: number): AttachmentProblem {
  if (error instanceof ContractError && error.code === 'file-gone') return 'lost';
  if (error instanceof ContractError && error.code === 'disk-full') return 'disk-full';
  if (!(error instanceof OperationError)) return 'refused';
  if (error.is('too-many')) return 'too-many-files';
  return error.is('quota-full') ? quotaProblem(error.details, size) : 'refused';
}

function quotaProblem({ whose, limit }: ErrorDetails<'quota-full'>, size: number): AttachmentProblem {
  if (whose === 'server') return 'server-full';
  return limit !== undefined && sealedSize(size) > limit ? 'over-quota' : 'quota-full';
}
