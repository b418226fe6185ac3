import { mediaPath } from '../../src-main/contract/attachment.ts';
import type { CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { Bridge, EventListener } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { EventName, Events } from '../../src-main/contract/events.ts';
import { fromJson, toJson } from '../../src-main/contract/json.ts';
import { type Outcome, unwrap } from './outcome.ts';
import { stageOnWeb } from './web-staging.ts';

const REOPEN_FIRST_MS = 500;
const REOPEN_MAX_MS = 5000;

type EventFrame = { [N in EventName]: { event: N; value: Events[N] } }[EventName];
type Frame = EventFrame | ({ id: number } & Outcome);

interface Waiting {
  resolve(result: unknown): void;
  reject(error: ContractError): void;
}

/** Trades the one-time token of the page's address for a cookie. Without one, an earlier cookie may still do. */
async function spendToken(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  history.replaceState(null, '', location.pathname + location.search);
  await fetch('/session', { method: 'POST', headers: { 'x-miyu-token': token } });
}

/**
 * The core in a web host on this machine, over a WebSocket that is opened again whenever it breaks. `onLink` hears
 * when it broke and when it is back; events in between are missed. Rejects when the host does not let this page in.
 */
export async function webBridge(onLink: (linked: boolean) => void): Promise<Bridge> {
  await spendToken();
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<EventListener>();
  let socket = await openSocket();
  let lastId = 0;

  function receive({ data }: MessageEvent<string>): void {
    const frame = fromJson(data) as Frame;
    if ('event' in frame) {
      for (const listener of listeners) listener(frame.event, frame.value);
      return;
    }
    const call = waiting.get(frame.id);
    waiting.delete(frame.id);
    try {
      call?.resolve(unwrap(frame));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      call?.reject(error);
    }
  }

  function lose(): void {
    onLink(false);
    for (const call of waiting.values()) call.reject(new ContractError('timeout'));
    waiting.clear();
    void reopen(REOPEN_FIRST_MS);
  }

  async function reopen(waitMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      socket = await openSocket();
    } catch {
      // the host is still away: it cannot be told apart from one that starts again
      return reopen(Math.min(waitMs * 2, REOPEN_MAX_MS));
    }
    attach();
    onLink(true);
  }

  function attach(): void {
    socket.addEventListener('message', receive);
    socket.addEventListener('close', lose, { once: true });
  }

  attach();
  return {
    call<N extends CallName>(name: N, args: unknown): Promise<CallResult<N>> {
      if (socket.readyState !== WebSocket.OPEN) return Promise.reject(new ContractError('unreachable'));
      const id = ++lastId;
      socket.send(toJson({ id, call: name, args }));
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: (result) => resolve(result as CallResult<N>), reject });
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stage: stageOnWeb,
    mediaUrl: mediaPath,
  };
}

function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true });
    socket.addEventListener('close', () => reject(new ContractError('unreachable')), { once: true });
  });
}
