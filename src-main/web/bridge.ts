import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { CoreApi } from '../contract/core.ts';
import { fromJson, toJson } from '../contract/json.ts';
import { answer, IncomingCall } from '../shell/call.ts';

const Frame = IncomingCall.extend({ id: z.number().int().min(0) });
type Frame = z.infer<typeof Frame>;

/** More unanswered calls than any page makes at once: then no more are read until some are answered. */
const maxPendingCalls = 64;
/** A page that takes nothing for so many bytes is dropped; it reads everything anew when it comes back. */
const maxBufferedBytes = 8 * 1024 * 1024;

const closeCodes = { violation: 1008, tryAgain: 1013 };

/** Serves the contract to one page for as long as its WebSocket is open. */
export function serveBridge(socket: WebSocket, core: CoreApi): void {
  let pending = 0;

  const send = (value: unknown) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) socket.close(closeCodes.tryAgain, 'too slow');
    else socket.send(toJson(value));
  };

  const handle = async ({ id, call, args }: Frame) => {
    pending += 1;
    if (pending >= maxPendingCalls) socket.pause();
    const outcome = await answer(core, { call, args });
    pending -= 1;
    if (socket.isPaused) socket.resume();
    send({ id, ...outcome });
  };

  const stopListening = core.listen((event, value) => send({ event, value }));
  socket.on('close', stopListening);
  // A broken or oversized frame: ws closes the socket by itself, with the code that says so.
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : parseFrame(String(data));
    if (frame) void handle(frame);
    else socket.close(closeCodes.violation, 'not a call');
  });
}

function parseFrame(text: string): Frame | undefined {
  try {
    return Frame.safeParse(fromJson(text)).data;
  } catch {
    return undefined;
  }
}
