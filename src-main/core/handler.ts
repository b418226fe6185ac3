import type { CallArgs, CallName, CallResult } from '../contract/calls.ts';
import type { Core } from './core.ts';

export type Handlers = {
  [N in CallName]: (core: Core, args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>>;
};

/** The calls of one family: all whose names begin with that word. */
export type Family<F extends string> = Pick<Handlers, Extract<CallName, `${F}.${string}`>>;
