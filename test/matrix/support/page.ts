import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { BRIDGE_PROTOCOL, TOKEN_HEADER } from '../../../src-main/contract/browsers.ts';
import type { CallArgs, CallName } from '../../../src-main/contract/calls.ts';

const Credentials = z.object({ secret: z.string() });
const Answer = z.object({
  id: z.number(),
  ok: z.unknown().optional(),
  error: z.object({ code: z.string() }).optional(),
});

/** What a window does in a browser: takes the link's token, which works once, then calls the core behind it. */
export class Page {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(String(data)));
    socket.on('close', () => this.#refuseAll());
  }

  /** @param link as the web host prints it */
  static async open(link: string): Promise<Page> {
    const { origin, host, hash } = new URL(link);
    const headers = { origin, [TOKEN_HEADER]: hash.slice('#token='.length) };
    const session = await fetch(`${origin}/session`, { method: 'POST', headers });
    const { secret } = Credentials.parse(await session.json());
    const socket = new WebSocket(`ws://${host}/bridge`, [BRIDGE_PROTOCOL, secret], { origin });
    await once(socket, 'open');
    return new Page(socket);
  }

  /** Rejects with the code of the core's refusal. */
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<unknown> {
    this.#calls += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#calls, waiting);
    this.#socket.send(JSON.stringify({ id: this.#calls, call: name, args }));
    return waiting.promise;
  }

  close(): void {
    this.#socket.terminate();
  }

  /** Events are nobody's here. */
  #take(text: string): void {
    const answer = Answer.safeParse(JSON.parse(text)).data;
    if (!answer) return;
    const { id, ok, error } = answer;
    if (error) this.#waiting.get(id)?.reject(new Error(error.code));
    else this.#waiting.get(id)?.resolve(ok);
    this.#waiting.delete(id);
  }

  #refuseAll(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the host has closed the connection'));
  }
}
