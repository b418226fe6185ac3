import { ChannelError, OperationError } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';

/** A failure in a word for the log; codes and reasons quote nothing. */
export function describe(error: unknown): string {
  if (error instanceof ContractError || error instanceof OperationError) return error.code;
  return error instanceof ChannelError ? error.reason : String(error);
}
