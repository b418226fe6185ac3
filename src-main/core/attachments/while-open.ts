import { ContractError } from '../../contract/errors.ts';

/** The pieces, until the account is closed: what was begun before ends then, too. @throws ContractError `no-session` */
export async function* whileOpen(
  pieces: AsyncIterable<Uint8Array>,
  closing: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    throwIfClosed(closing);
    yield piece;
  }
}

/** @throws ContractError `no-session` */
export function throwIfClosed(closing: AbortSignal): void {
  if (closing.aborted) throw new ContractError('no-session');
}
