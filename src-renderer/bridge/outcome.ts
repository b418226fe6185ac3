import { ContractError, type ContractErrorData } from '../../src-main/contract/errors.ts';

/** How a call's end crosses to the page: a result (absent when there is none) or an error, as plain data. */
export type Outcome = { ok?: unknown } | { error: ContractErrorData };

/** The result of a call that came as an outcome; throws its error. */
export function unwrap(outcome: Outcome): unknown {
  if ('error' in outcome) throw new ContractError(outcome.error.code, outcome.error.details);
  return outcome.ok;
}
