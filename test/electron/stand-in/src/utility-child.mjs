// Preloaded into a utility process: process.parentPort, and an `electron` that refuses.
import { EventEmitter } from 'node:events';
import { missing, strict } from './core.mjs';
import { substitute } from './hooks.mjs';

const version = process.env.ELECTRON_HARNESS_VERSION;
delete process.env.ELECTRON_HARNESS_VERSION;
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: version }, configurable: true });
Object.defineProperty(process, 'type', { value: 'utility' });
const send = process.send.bind(process);
class ParentPort extends EventEmitter {
  postMessage(message) {
    send(message);
  }
}
const port = new ParentPort();
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.on('disconnect', () => process.exit(0));
process.parentPort = strict(port, 'process.parentPort');
process.send = undefined;
const { net, systemPreferences } = {
  net: missing('net (utility process)'),
  systemPreferences: missing('systemPreferences (utility process)'),
};
substitute({ net, systemPreferences }, ['net', 'systemPreferences']);
