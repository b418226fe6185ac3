import { CertificateClockError, CertificateError, ChannelError, OperationError } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { Log } from './log.ts';
import { VaultError } from './vault.ts';

/** Any failure of a call as the UI may see it. Faults of the program are logged, without their message's contents. */
export function toContractError(error: unknown, log: Log): ContractError {
  if (error instanceof ContractError) return error;
  if (error instanceof OperationError) return new ContractError(error.code, error.details);
  if (error instanceof CertificateClockError) return new ContractError('wrong-clock', error.clock);
  // Passwords and codes are checked before: a vault that does not open then is not the one its owner stored.
  if (error instanceof VaultError || error instanceof CertificateError) return new ContractError('bad-keys');
  // The request was under way when the connection ended: it may or may not have been done.
  if (error instanceof ChannelError) return new ContractError('timeout');
  log(`call failed: ${placeOf(error)}`);
  return new ContractError('internal');
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}
