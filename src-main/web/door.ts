import type { CallName } from '../contract/calls.ts';
import type { EventName, Events } from '../contract/events.ts';
import type { IncomingCall, Outcome } from '../shell/call.ts';

/** What a page may ask while it may not use the account: what the pages before an account is open need. */
const calls: ReadonlySet<CallName> = new Set<CallName>([
  'app.state',
  'server.look',
  'server.trust',
  'server.keep',
  'account.register',
  'account.login',
  'account.unlock',
  'account.recover',
  'account.reset',
  'account.forget',
  'account.setHistoryAside',
]);

/** Settings that the pages before an account is open change. How soon the account locks is not among them. */
const settings: readonly string[] = ['language', 'theme', 'scale'];

/** What such a page hears. */
const events: ReadonlySet<EventName> = new Set<EventName>([
  'locked',
  'remembered',
  'settings',
  'keychain',
  'server',
  'movedServer',
]);

/** Calls that need the password and open an account. */
const opening: ReadonlySet<CallName> = new Set<CallName>(['account.login', 'account.unlock']);

/** Calls by which the person leaves the account. */
const leaving: ReadonlySet<CallName> = new Set<CallName>(['account.logout', 'account.close', 'account.delete']);

export function isAtDoor({ call, args }: IncomingCall): boolean {
  if (call === 'settings.set') return Object.keys(args).every((name) => settings.includes(name));
  return calls.has(call);
}

export function isHeardAtDoor<N extends EventName>(name: N, value: Events[N]): boolean {
  return events.has(name) || (name === 'session' && value === undefined);
}

export function opensAccount(call: CallName): boolean {
  return opening.has(call);
}

export function leavesAccount(call: CallName): boolean {
  return leaving.has(call);
}

/** The answer to whoever may not use the account. That it is open, for somebody else, opens it to nobody. */
export function refuseAtDoor(call: CallName): Outcome {
  return { error: { code: call === 'account.open' ? 'locked' : 'no-session' } };
}
