import { fork as forkChild } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { record, strict, unimplemented } from './core.mjs';

/** The app may see another one as process.execPath. */
const node = process.execPath;

class UtilityProcess extends EventEmitter {
  constructor(
    modulePath,
    args,
    { env, execArgv = [], cwd, stdio = 'inherit', serviceName, allowLoadingUnsignedLibraries, ...rest },
  ) {
    super();
    if (Object.keys(rest).length) unimplemented(`utilityProcess.fork option ${Object.keys(rest)}`);
    record('utilityProcess.fork', modulePath, args, serviceName);
    const prelude = new URL('./utility-child.mjs', import.meta.url).href;
    const pipes = Array.isArray(stdio) ? stdio : [stdio === 'pipe' ? 'pipe' : stdio, stdio, stdio];
    this._child = forkChild(modulePath, args, {
      execPath: node,
      cwd,
      serialization: 'advanced',
      env: { ...(env ?? process.env), ELECTRON_HARNESS_VERSION: process.versions.electron },
      execArgv: ['--import', prelude, ...execArgv],
      stdio: ['ignore', pipes[1], pipes[2], 'ipc'],
    });
    this.stdout = this._child.stdout;
    this.stderr = this._child.stderr;
    this._child.on('spawn', () => this.emit('spawn'));
    this._child.on('message', (message) => this.emit('message', message));
    this._child.on('error', (error) => {
      process.stderr.write(`${error.stack}\n`);
    });
    this._child.on('exit', (code, signal) => {
      this._gone = true;
      this.emit('exit', code ?? (signal ? 15 : 1));
    });
    process.on('exit', () => this._child.kill());
    return strict(this, 'UtilityProcess');
  }
  get pid() {
    return this._gone ? undefined : this._child.pid;
  }
  postMessage(message, transfer) {
    if (transfer?.length) unimplemented('UtilityProcess.postMessage with MessagePorts');
    if (!this._gone) this._child.send(message);
  }
  kill() {
    return !this._gone && this._child.kill();
  }
}
export const utilityProcess = strict(
  {
    fork: (modulePath, args = [], options = {}) =>
      Array.isArray(args) ? new UtilityProcess(modulePath, args, options) : new UtilityProcess(modulePath, [], args),
  },
  'utilityProcess',
);
