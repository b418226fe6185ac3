import { ipcMain, type WebContents } from 'electron';
import type { CoreApi } from '../../contract/core.ts';
import { answer, IncomingCall, type Outcome } from '../../shell/call.ts';
import type { Log } from '../../shell/log.ts';
import { callChannel, eventChannel } from './channels.ts';
import { assertOwnMainFrame } from './page.ts';

/** Answers the calls of our own page. Anything else that sends on the channel is rejected. */
export function answerCalls(core: CoreApi, log: Log): void {
  ipcMain.handle(callChannel, (event, call: unknown, args: unknown): Promise<Outcome> => {
    assertOwnMainFrame(event.senderFrame);
    return answer(core, IncomingCall.parse({ call, args }), log);
  });
}

/** Passes the core's events to the page while its window lives. A page that crashed asks for everything when it is back. */
export function passEvents(core: CoreApi, contents: WebContents): void {
  const stop = core.listen((name, value) => {
    if (!contents.isCrashed()) contents.send(eventChannel, name, value);
  });
  contents.once('destroyed', stop);
}
