import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { findRunning, writeNote } from '../../../scripts/programs/running-note.ts';
import { startTestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function noteFile(): Promise<string> {
  return path.join(await temporaryFolder(), 'running.json');
}

it('finds the server that proves to be the noted one', async () => {
  const { server } = await startTestServer();
  const file = await noteFile();
  const note = { link: server.invitation, port: server.port };
  await writeNote(file, note);
  expect(await findRunning(file)).toEqual(note);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('takes no other server for it', async () => {
  const { server } = await startTestServer();
  const file = await noteFile();
  await writeNote(file, { link: `miyu://127.0.0.1:${server.port}/#${'A'.repeat(43)}`, port: server.port });
  expect(await findRunning(file)).toBeUndefined();
});

it.each([
  ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['says nothing', ''],
])('takes no program for it that %s', async (_name, answer) => {
  const listener = createServer((socket) => socket.write(answer)).listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const file = await noteFile();
  await writeNote(file, { link: `miyu://127.0.0.1:${port}/#${'A'.repeat(43)}`, port });
  expect(await findRunning(file, 200)).toBeUndefined();
});

it.each(['', 'null', '{"link":', '{"port":1}', '{"link":"miyu://x","port":0}', '{"link":"x y","port":6498}'])(
  'reads nothing out of the note %j',
  async (text) => {
    const file = await noteFile();
    await writeFile(file, text);
    expect(await findRunning(file)).toBeUndefined();
  },
);

it('needs no note', async () => {
  expect(await findRunning(await noteFile())).toBeUndefined();
});
