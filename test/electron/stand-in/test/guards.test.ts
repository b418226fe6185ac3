import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { librariesWithGlib } from '../src/libraries.mjs';
import { networkUse } from '../src/net-log.mjs';
import { launchProbe } from './probe.ts';

const sharp = createRequire(import.meta.url).resolve('sharp');
const notLinux = process.platform === 'linux' ? undefined : 'only Linux tells which libraries a process has';

describe('libraries in the process', () => {
  it('are found by their names and by what they bring', async () => {
    const folder = await temporaryFolder();
    const write = async (name: string, content: string) => {
      await writeFile(path.join(folder, name), content);
      return path.join(folder, name);
    };
    const vips = await write('libvips-cpp.so.8', '');
    const hidden = await write('addon.node', 'ELF g_object_newv\0g_object_new\0');
    const clean = await write('clean.node', 'ELF napi_create_object\0');
    const maps = [vips, hidden, clean, hidden].map((file) => `7f0-7f1 r-xp 00000000 08:01 1 ${file}\n`).join('');
    expect(librariesWithGlib(`${maps}7f2-7f3 rw-p 00000000 00:00 0 [heap]\n`)).toEqual([vips, hidden]);
  });
});

describe("Chromium's log of the network", () => {
  it('has what pages asked for, without what the browser asks for by itself', async () => {
    const file = path.join(await temporaryFolder(), 'net-log.json');
    const events = [
      { type: 1, params: { url: 'https://accounts.google.com/ListAccounts', initiator: 'not an origin' } },
      { type: 1, params: { net_error: -105 } },
      { type: 1, params: { url: 'https://fonts.google.com/font', initiator: 'app://miyu' } },
      { type: 1, params: { url: 'https://example.invalid/', initiator: 'not an origin' } },
      { type: 2, params: { url: 'https://unrelated.invalid' } },
    ];
    const logEventTypes = { URL_REQUEST_START_JOB: 1 };
    await writeFile(file, JSON.stringify({ constants: { logEventTypes }, events }));
    expect(networkUse(file)).toEqual(['https://fonts.google.com/font', 'https://example.invalid/']);
  });
});

describeUnless(chromiumMissing ?? notLinux, 'what Electron would not survive', () => {
  it('fails the start: a second GLib, cryptography that BoringSSL lacks, a page that uses the network', async () => {
    const script = `const crypto = require('node:crypto');
const { Worker } = require('node:worker_threads');
require(${JSON.stringify(sharp)});
const attempt = (work) => { try { work(); return 'worked'; } catch (error) { return error.message; } };
globalThis.outcomes = [
  attempt(() => crypto.createHash('sha3-256')),
  attempt(() => crypto.createCipheriv('chacha20-poly1305', Buffer.alloc(32), Buffer.alloc(12), { authTagLength: 16 })),
  attempt(() => crypto.generateKeyPairSync('ed448')),
  attempt(() => crypto.createHash('RSA-SHA256')),
  attempt(() => crypto.generateKeyPair('x448', () => {})),
  attempt(() => crypto.generateKeyPairSync('x25519')),
  attempt(() => crypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12))),
];
globalThis.keys = require('node:util').promisify(crypto.generateKeyPair)('ed25519').then(Object.keys);
globalThis.inThread = new Promise((told) => new Worker(
  new URL("data:text/javascript,import { createHmac } from 'node:crypto'; createHmac('blake2b512', 'key');"),
).once('error', ({ message }) => told(message)));
electron.app.whenReady().then(() => new electron.BrowserWindow().loadFile('page.html'));`;
    const app = await launchProbe({}, script);
    const page = await app.firstWindow();
    expect(await app.evaluate(() => Reflect.get(globalThis, 'outcomes'))).toEqual([
      'Digest method not supported: sha3-256',
      'Unknown cipher: chacha20-poly1305',
      'Unknown key type: ed448',
      'worked',
      'Unknown key type: x448',
      'worked',
      'worked',
    ]);
    expect(await app.evaluate(() => Reflect.get(globalThis, 'inThread'))).toBe('Invalid digest: blake2b512');
    expect(await app.evaluate(() => Reflect.get(globalThis, 'keys'))).toEqual(['publicKey', 'privateKey']);
    expect(await app.evaluate(() => process.versions.modules)).toBe('150');
    await page.evaluate(() => fetch('http://127.0.0.1:9/picture').catch(String));
    const problems = (await app.takeProblems()).map(({ kind, message }) => `${kind}: ${message}`);
    expect(problems).toEqual([
      'crypto: crypto.createHash: BoringSSL has no sha3-256',
      'crypto: crypto.createCipheriv: BoringSSL has no chacha20-poly1305',
      'crypto: crypto.generateKeyPairSync: BoringSSL has no ed448',
      'crypto: crypto.generateKeyPair: BoringSSL has no x448',
      'crypto: crypto.createHmac: BoringSSL has no blake2b512',
      expect.stringMatching(/^library: a second GLib is in the process: .*libvips/),
      expect.stringMatching(/^library: a second GLib is in the process: .*sharp.*\.node/),
    ]);
    await expect(app.close()).rejects.toThrow('network: the page asked the network for http://127.0.0.1:9/picture');
  });
});
