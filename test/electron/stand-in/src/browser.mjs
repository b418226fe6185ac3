// Chromium, spoken to over the DevTools pipe.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { config, problem, toTest } from './core.mjs';
import { networkUse } from './net-log.mjs';

/** Emits every DevTools event under its method name, with (params, sessionId). */
export const browser = new EventEmitter();
browser.setMaxListeners(0);
let child = null;
let nextId = 0;
let closed = false;
let netLog = '';
const pending = new Map();

/** Send one DevTools command. After the browser has gone the promise never settles. */
export function cdp(method, params = {}, sessionId = undefined) {
  return new Promise((resolve, reject) => {
    if (closed) return;
    const id = ++nextId;
    pending.set(id, { resolve, reject, method });
    child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });
}
/** The same, for commands whose failure (a target that is closing) does not matter. */
export const cdpQuiet = (...args) => cdp(...args).catch(() => undefined);

export async function startBrowser(userData) {
  const profile = path.join(userData, 'harness-chromium');
  const portFile = path.join(profile, 'DevToolsActivePort');
  mkdirSync(profile, { recursive: true });
  rmSync(portFile, { force: true });
  netLog = path.join(profile, 'net-log.json');
  const args = [
    ...(config.headless === false ? [] : ['--headless=new']),
    ...(config.sandbox ? [] : ['--no-sandbox']),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-popup-blocking',
    '--no-startup-window',
    '--hide-scrollbars',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    '--force-color-profile=srgb',
    '--password-store=basic',
    '--use-mock-keychain',
    '--allow-file-access-from-files', // Electron's grantFileProtocolExtraPrivileges fuse
    '--remote-debugging-pipe',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    `--log-net-log=${netLog}`,
    ...(config.browserArgs ?? []),
  ];
  child = spawn(config.executablePath, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: true });
  if (child.pid) toTest.emit('chromium', child.pid);
  let stderr = '';
  child.stderr.on('data', (d) => {
    stderr = (stderr + d).slice(-4000);
  });
  child.stdio[3].on('error', () => {});
  const gone = new Promise((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      const expected = closed;
      closed = true;
      browser.emit('gone', expected);
      reject(new Error(`electron-stand-in: ${config.executablePath} exited with code ${code}\n${stderr}`));
    });
  });
  gone.catch(() => {});
  let buffer = [];
  child.stdio[4].on('data', (data) => {
    let start = 0;
    for (let at = data.indexOf(0); at >= 0; at = data.indexOf(0, start)) {
      receive(Buffer.concat([...buffer, data.subarray(start, at)]).toString());
      buffer = [];
      start = at + 1;
    }
    if (start < data.length) buffer.push(data.subarray(start));
  });
  process.on('exit', () => {
    if (child.exitCode === null)
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        /* already gone */
      }
  });

  const version = await Promise.race([cdp('Browser.getVersion'), gone]);
  await cdp('Target.setDiscoverTargets', { discover: true });
  await cdp('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  for (let i = 0; !existsSync(portFile) && i < 200; i++) await new Promise((r) => setTimeout(r, 25));
  return {
    chrome: version.product.split('/')[1],
    endpoint: `http://127.0.0.1:${readFileSync(portFile, 'utf8').split('\n')[0]}`,
  };
}

function receive(text) {
  const { id, method, params, sessionId, error, result } = JSON.parse(text);
  if (!id) return void browser.emit(method, params, sessionId);
  const waiting = pending.get(id);
  pending.delete(id);
  if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
  else waiting?.resolve(result);
}

/** Close Chromium in an orderly way, so that its storage reaches the disk. */
export async function stopBrowser() {
  if (!child || closed) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  cdpQuiet('Browser.close');
  closed = true;
  await Promise.race([exited, new Promise((r) => setTimeout(r, 5000))]);
  if (child.exitCode !== null && !config.network)
    for (const place of networkUse(netLog)) problem('network', `the page asked the network for ${place}`);
}
