import { mediaPathUnder } from '../../src-main/contract/attachment.ts';
import {
  BRIDGE_PROTOCOL,
  type BrowserSession,
  type PageCredentials,
  SESSION_ENDED,
} from '../../src-main/contract/browsers.ts';
import type { CallName, CallResult } from '../../src-main/contract/calls.ts';
import type { Bridge, EventListener } from '../../src-main/contract/core.ts';
import { ContractError } from '../../src-main/contract/errors.ts';
import type { EventName, Events } from '../../src-main/contract/events.ts';
import { fromJson, toJson } from '../../src-main/contract/json.ts';
import { type Outcome, unwrap } from './outcome.ts';
import { openPageSession, type PageSession } from './page-session.ts';
import { ShutOutError } from './shut-out.ts';
import { stageOnWeb } from './web-staging.ts';

const REOPEN_FIRST_MS = 500;
const REOPEN_MAX_MS = 5000;

type EventFrame = { [N in EventName]: { event: N; value: Events[N] } }[EventName];
type Frame =
  | EventFrame
  | { credentials: PageCredentials }
  | { browsers: BrowserSession[] }
  | ({ id: number } & Outcome);

interface Waiting {
  resolve(result: unknown): void;
  reject(error: ContractError): void;
}

/** What the window hears of its way to the host. */
export interface WayEvents {
  /** The way broke, or is back; events in between were missed. */
  linked(linked: boolean): void;
  /** The host does not serve this page any more. */
  ended(): void;
}

/**
 * The core in a web host on this machine, over a WebSocket that is opened again whenever it breaks.
 * @throws ShutOutError when the host is not there, or does not let this page in
 */
export async function webBridge(way: WayEvents): Promise<Bridge> {
  const session = await openPageSession().catch((error: unknown) => {
    throw isAway(error) ? new ShutOutError('away') : error;
  });
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<EventListener>();
  const heardBrowsers = new Set<(sessions: BrowserSession[]) => void>();
  let browsers: BrowserSession[] = [];
  let socket = await openSocket(session, receive);
  let lastId = 0;

  function receive({ data }: MessageEvent<string>): void {
    const frame = fromJson(data) as Frame;
    if ('event' in frame) {
      for (const listener of listeners) listener(frame.event, frame.value);
    } else if ('credentials' in frame) session.renew(frame.credentials);
    else if ('browsers' in frame) {
      browsers = frame.browsers;
      for (const heard of heardBrowsers) heard(browsers);
    } else settle(frame);
  }

  function settle(frame: { id: number } & Outcome): void {
    const call = waiting.get(frame.id);
    waiting.delete(frame.id);
    try {
      call?.resolve(unwrap(frame));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      call?.reject(error);
    }
  }

  function lose({ code }: CloseEvent): void {
    for (const call of waiting.values()) call.reject(new ContractError('timeout'));
    waiting.clear();
    if (code === SESSION_ENDED) return end();
    way.linked(false);
    void reopen(REOPEN_FIRST_MS);
  }

  function end(): void {
    session.forget();
    way.ended();
  }

  async function reopen(waitMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      socket = await openSocket(session, receive);
    } catch (error) {
      // one that starts again knows nobody: it cannot be told apart from one that has ended this page meanwhile
      if (!(error instanceof ShutOutError)) throw error;
      if (error.why !== 'away') return end();
      return reopen(Math.min(waitMs * 2, REOPEN_MAX_MS));
    }
    socket.addEventListener('close', lose, { once: true });
    way.linked(true);
  }

  function ask(asked: object): Promise<unknown> {
    if (socket.readyState !== WebSocket.OPEN) return Promise.reject(new ContractError('unreachable'));
    const id = ++lastId;
    socket.send(toJson({ id, ...asked }));
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  socket.addEventListener('close', lose, { once: true });
  return {
    call: async <N extends CallName>(name: N, args: unknown) => (await ask({ call: name, args })) as CallResult<N>,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stage: stageOnWeb(() => session.credentials?.secret ?? ''),
    mediaUrl: (ref) => mediaPathUnder(session.credentials?.media ?? '', ref),
    browsers: {
      listen(heard) {
        heardBrowsers.add(heard);
        heard(browsers);
        return () => heardBrowsers.delete(heard);
      },
      end: async (id) => void (await ask({ end: id })),
      note: async (id) => void (await ask({ note: id })),
    },
  };
}

/** @throws ShutOutError */
async function openSocket(session: PageSession, receive: (event: MessageEvent<string>) => void): Promise<WebSocket> {
  const { credentials } = session;
  if (!credentials) throw new ShutOutError('refused');
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/bridge`, [BRIDGE_PROTOCOL, credentials.secret]);
  socket.addEventListener('message', receive);
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
  if (isOpen) return socket;
  // a WebSocket does not tell a refusal from a host that is away
  const isRefused = await session.isGood().then(
    (isGood) => !isGood,
    (error: unknown) => {
      if (isAway(error)) return false;
      throw error;
    },
  );
  throw new ShutOutError(isRefused ? 'ended' : 'away');
}

/** What `fetch` says where nobody answers. */
function isAway(error: unknown): boolean {
  return error instanceof TypeError;
}
