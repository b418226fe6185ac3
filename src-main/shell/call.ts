import { z } from 'zod';
import { type CallArgs, type CallName, type CallResult, callNames } from '../contract/calls.ts';
import type { CoreApi } from '../contract/core.ts';
import { ContractError, type ContractErrorData } from '../contract/errors.ts';
import { faultText, type Log } from './log.ts';

/** A call as it comes in from the UI. Its arguments are the core's to check, which knows their schema. */
export const IncomingCall = z.strictObject({
  call: z.enum(callNames),
  args: z.custom<CallArgs<CallName>>((value) => typeof value === 'object' && value !== null),
});
export type IncomingCall = z.infer<typeof IncomingCall>;

/** How a call ended, as plain data: errors lose their class on every way to the UI. */
export type Outcome<R = CallResult<CallName>> = { ok: R } | { error: ContractErrorData };

/** Lets the core answer. Never rejects. */
export function answer(core: CoreApi, { call, args }: IncomingCall, log?: Log): Promise<Outcome> {
  return outcomeOf(call, core.call(call, args), log);
}

/** How some work of the core's ends. Never rejects: what is not a ContractError is a fault of this program, and is told as that. */
export async function outcomeOf<R>(name: string, work: Promise<R>, log: Log = console.error): Promise<Outcome<R>> {
  try {
    return { ok: await work };
  } catch (error) {
    if (error instanceof ContractError) return { error: error.toData() };
    log(`${name} failed: ${faultText(error)}`);
    return { error: { code: 'internal' } };
  }
}
