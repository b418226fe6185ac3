import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { CallName } from '../contract/calls.ts';
import { callChannel, eventChannel } from '../electron/page/channels.ts';
import { stage } from './staging.ts';

/** The names of all calls of the contract; the build puts them here. */
declare const CALL_NAMES: readonly CallName[];
const known: ReadonlySet<string> = new Set(CALL_NAMES);

/**
 * What the page sees as `window.miyu`: the calls of the contract, its events and files, no channel of Electron's. A call
 * resolves with `{ ok }` or `{ error }`, because errors lose their class and code on the way between processes.
 */
const bridge = Object.freeze({
  call(name: CallName, args: unknown): Promise<unknown> {
    if (!known.has(name)) return Promise.reject(new Error(`There is no call "${name}".`));
    return ipcRenderer.invoke(callChannel, name, args);
  },

  /** Hears every event from now on; returns what ends it. */
  listen(listener: (name: string, value: unknown) => void): () => void {
    const pass = (_event: IpcRendererEvent, name: string, value: unknown) => listener(name, value);
    ipcRenderer.on(eventChannel, pass);
    return () => ipcRenderer.off(eventChannel, pass);
  },

  stage,
});

contextBridge.exposeInMainWorld('miyu', bridge);
