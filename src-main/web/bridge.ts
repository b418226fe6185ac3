import type { WebSocket } from 'ws';
import { z } from 'zod';
import { type BrowserSession, type PageCredentials, SESSION_ENDED } from '../contract/browsers.ts';
import type { CoreApi } from '../contract/core.ts';
import type { EventName, Events } from '../contract/events.ts';
import { fromJson, toJson } from '../contract/json.ts';
import { answer, IncomingCall, type Outcome } from '../shell/call.ts';
import { isAtDoor, isHeardAtDoor, leavesAccount, opensAccount, refuseAtDoor } from './door.ts';
import type { Session, SessionPage, Sessions } from './sessions.ts';

const id = z.number().int().min(0);
const Call = IncomingCall.extend({ id });
const End = z.strictObject({ id, end: z.number().int() });
const Note = z.strictObject({ id, note: z.number().int() });
const Frame = z.union([Call, End, Note]);
type Frame = z.infer<typeof Frame>;

type Told = { [N in EventName]: { event: N; value: Events[N] } }[EventName];

/** More unanswered calls than any page makes at once: then no more are read until some are answered. */
const maxPendingCalls = 64;
/** A page that takes nothing for so many bytes is dropped; it reads everything anew when it comes back. */
const maxBufferedBytes = 8 * 1024 * 1024;

const closeCodes = { violation: 1008, tryAgain: 1013 };

/** Serves the contract to one page, as far as its session goes, for as long as its WebSocket is open. */
export class BridgePage implements SessionPage {
  session: Session;
  readonly #socket: WebSocket;
  readonly #core: CoreApi;
  readonly #sessions: Sessions;
  /** events of the time in which a password is looked at: whether the page may know them comes out with that */
  #held: Told[] = [];
  #openings = 0;
  #pending = 0;
  #isGone = false;

  constructor(socket: WebSocket, core: CoreApi, sessions: Sessions, session: Session) {
    this.session = session;
    this.#socket = socket;
    this.#core = core;
    this.#sessions = sessions;
    const stopListening = core.listen((event, value) => this.#hear({ event, value } as Told));
    socket.on('close', () => {
      this.#isGone = true;
      stopListening();
      sessions.leave(this);
    });
    // A broken or oversized frame: ws closes the socket by itself, with the code that says so.
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => this.#take(isBinary ? undefined : parseFrame(String(data))));
    sessions.join(this);
  }

  renew(credentials: PageCredentials): void {
    this.#send({ credentials });
  }

  tell(browsers: BrowserSession[]): void {
    this.#send({ browsers });
  }

  end(): void {
    this.#isGone = true;
    this.#socket.close(SESSION_ENDED, 'ended');
  }

  #send(value: unknown): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) socket.close(closeCodes.tryAgain, 'too slow');
    else socket.send(toJson(value));
  }

  #hear(told: Told): void {
    if (this.#openings > 0) this.#held.push(told);
    else this.#pass(told);
  }

  #pass(told: Told): void {
    if (this.session.isIn || isHeardAtDoor(told.event, told.value)) this.#send(told);
  }

  /** What still comes from a page that was shut out counts for nothing. */
  #take(frame: Frame | undefined): void {
    if (this.#isGone) return;
    if (!frame) this.#socket.close(closeCodes.violation, 'not a call');
    else void this.#handle(frame);
  }

  async #handle(frame: Frame): Promise<void> {
    this.#pending += 1;
    if (this.#pending >= maxPendingCalls) this.#socket.pause();
    const outcome = 'call' in frame ? await this.#answer(frame) : this.#answerItself(frame);
    this.#pending -= 1;
    if (this.#socket.isPaused) this.#socket.resume();
    this.#send({ id: frame.id, ...outcome });
  }

  /** About sessions, of which the core knows nothing. */
  #answerItself(frame: Exclude<Frame, { call: unknown }>): Outcome<void> {
    if (!this.session.isIn) return { error: { code: 'no-session' } };
    if ('note' in frame) this.#sessions.note(this, frame.note);
    else if (!this.#sessions.endOther(this, frame.end)) return { error: { code: 'not-found' } };
    return { ok: undefined };
  }

  async #answer({ call, args }: IncomingCall): Promise<Outcome> {
    if (!this.session.isIn && !isAtDoor({ call, args })) return refuseAtDoor(call);
    if (opensAccount(call)) return this.#openAccount({ call, args });
    const outcome = await answer(this.#core, { call, args });
    if ('ok' in outcome && leavesAccount(call) && !this.#isGone) this.#sessions.keepOnly(this, false);
    return call === 'app.state' && !this.session.isIn ? withoutSession(outcome) : outcome;
  }

  async #openAccount(call: IncomingCall): Promise<Outcome> {
    this.#openings += 1;
    const outcome = await this.#sessions.whileOpening(() => answer(this.#core, call));
    this.#openings -= 1;
    if ('ok' in outcome && !this.#isGone) this.#sessions.keepOnly(this, true);
    if (this.#openings === 0) for (const told of this.#held.splice(0)) this.#pass(told);
    return outcome;
  }
}

/** The state as it is before the account is opened. */
function withoutSession(outcome: Outcome): Outcome {
  if (!('ok' in outcome) || typeof outcome.ok !== 'object' || !('session' in outcome.ok)) return outcome;
  const { session: _, ...others } = outcome.ok;
  return { ok: others };
}

function parseFrame(text: string): Frame | undefined {
  try {
    return Frame.safeParse(fromJson(text)).data;
  } catch {
    return undefined;
  }
}
