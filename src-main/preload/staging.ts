import { type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import { stageCancelChannel, stageChannel, stageProgressChannel } from '../electron/page/channels.ts';
import { MEMORY_FILE_LIMIT, type StageRequest } from '../electron/page/staging-request.ts';

/** A file on its way into the core. */
export interface Staging {
  /** `{ ok }` or `{ error }`, as a call's */
  outcome: Promise<unknown>;
  cancel(): void;
}

/** Has the main process take in a file. It reads one of the disk by itself: the page never names a path. */
export function stage(file: File, progress: (done: number) => void): Staging {
  const id = crypto.randomUUID();
  const giveUp = new AbortController();
  return {
    outcome: send(id, file, giveUp.signal, progress),
    cancel() {
      giveUp.abort();
      void ipcRenderer.invoke(stageCancelChannel, id);
    },
  };
}

async function send(id: string, file: File, signal: AbortSignal, progress: (done: number) => void): Promise<unknown> {
  const source = await sourceOf(file);
  if (!source) return { error: { code: 'too-large' } };
  if (signal.aborted) return { error: { code: 'cancelled' } };
  const pass = (_event: IpcRendererEvent, of: string, done: number) => {
    if (of === id) progress(done);
  };
  ipcRenderer.on(stageProgressChannel, pass);
  try {
    const { name, type } = file;
    return await ipcRenderer.invoke(stageChannel, { id, name, type, source } satisfies StageRequest);
  } finally {
    ipcRenderer.off(stageProgressChannel, pass);
  }
}

/** Undefined for what was pasted or recorded and is too large. */
async function sourceOf(file: File): Promise<StageRequest['source'] | undefined> {
  const path = webUtils.getPathForFile(file);
  if (path !== '') return { path };
  return file.size > MEMORY_FILE_LIMIT ? undefined : { bytes: new Uint8Array(await file.arrayBuffer()) };
}
