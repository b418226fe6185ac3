import { EventEmitter } from 'node:events';
import { codec } from './codec.mjs';
import { makeEvent, problem, strict } from './core.mjs';

export class IpcMain extends EventEmitter {
  _handlers = new Map();
  handle(channel, handler) {
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    if (this._handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this._handlers.set(channel, handler);
  }
  handleOnce(channel, handler) {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }
  removeHandler(channel) {
    this._handlers.delete(channel);
  }
}
export const newIpcMain = (name) => strict(new IpcMain(), name);
export const ipcMain = newIpcMain('ipcMain');

/** Deliver what a page sent. */
export async function fromRenderer(contents, message, context) {
  const frame = contents.mainFrame;
  const event = makeEvent({
    type: 'frame',
    sender: contents,
    senderFrame: frame,
    processId: 1,
    frameId: 1,
    ports: [],
    reply: (channel, ...args) => contents.send(channel, ...args),
  });
  Object.defineProperty(event, 'returnValue', {
    set() {
      throw new Error('electron-stand-in: event.returnValue (ipcRenderer.sendSync) is not implemented');
    },
    get: () => undefined,
  });
  const args = codec.decode(message.args);
  if (message.op === 'send') {
    const heard = [contents.ipc, ipcMain].map((ipc) => ipc.emit(message.channel, event, ...args)).some(Boolean);
    if (!heard) problem('ipc', `ipcRenderer.send('${message.channel}'): no listener in the main process`);
    return;
  }
  const reply = { op: 'reply', id: message.id };
  try {
    const handler = contents.ipc._handlers.get(message.channel) ?? ipcMain._handlers.get(message.channel);
    if (!handler) throw new Error(`No handler registered for '${message.channel}'`);
    reply.value = codec.encode(await handler(event, ...args));
  } catch (error) {
    console.error(`Error occurred in handler for '${message.channel}':`, error);
    reply.error = `Error invoking remote method '${message.channel}': ${error}`;
  }
  contents._deliver(reply, context);
}
