import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { z } from 'zod';
import type { Staged } from '../../contract/attachment.ts';
import type { CoreFiles } from '../../contract/core.ts';
import { ContractError } from '../../contract/errors.ts';
import { type Outcome, outcomeOf } from '../../shell/call.ts';
import { fileContent, type ReadingOptions } from '../../shell/file-content.ts';
import type { Log } from '../../shell/log.ts';
import { stageCancelChannel, stageChannel, stageProgressChannel } from './channels.ts';
import { assertOwnMainFrame } from './page.ts';
import { MEMORY_FILE_LIMIT, type StageRequest } from './staging-request.ts';

const Request: z.ZodType<StageRequest> = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  source: z.union([
    z.strictObject({ path: z.string().min(1) }),
    z.strictObject({ bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= MEMORY_FILE_LIMIT) }),
  ]),
});

/** Has the core take in the files that our own page was given. Anything else that sends on the channels is rejected. */
export function takeInFiles(core: Pick<CoreFiles, 'stage'>, log: Log): void {
  const underWay = new Map<string, AbortController>();
  ipcMain.handle(stageChannel, (event, request: unknown): Promise<Outcome<Staged>> => {
    assertOwnMainFrame(event.senderFrame);
    return outcomeOf('stage', takeIn(core, underWay, event, Request.parse(request)), log);
  });
  ipcMain.handle(stageCancelChannel, (event, id: unknown) => {
    assertOwnMainFrame(event.senderFrame);
    underWay.get(z.uuid().parse(id))?.abort();
  });
}

async function takeIn(
  core: Pick<CoreFiles, 'stage'>,
  underWay: Map<string, AbortController>,
  { sender }: IpcMainInvokeEvent,
  { id, name, type, source }: StageRequest,
): Promise<Staged> {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  underWay.set(id, giveUp);
  sender.once('destroyed', abort);
  const content = contentOf(source, {
    signal: giveUp.signal,
    progress: (done) => {
      if (!sender.isDestroyed() && !sender.isCrashed()) sender.send(stageProgressChannel, id, done);
    },
  });
  try {
    return await core.stage({ name, type }, content);
  } finally {
    sender.off('destroyed', abort);
    underWay.delete(id);
  }
}

function contentOf(source: StageRequest['source'], options: ReadingOptions): AsyncIterable<Uint8Array> {
  return 'path' in source ? fileContent(source.path, options) : bytesContent(source.bytes, options);
}

async function* bytesContent(bytes: Uint8Array, { signal, progress }: ReadingOptions): AsyncGenerator<Uint8Array> {
  if (signal?.aborted) throw new ContractError('cancelled');
  yield bytes;
  progress?.(bytes.length);
}
