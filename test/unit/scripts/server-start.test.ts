import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '../../../scripts/programs/free-port.ts';
import { Programs } from '../../../scripts/programs/programs.ts';
import { findRunning } from '../../../scripts/programs/running-note.ts';
import { ensureServer } from '../../../scripts/programs/server.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { FakeCheckout } from './fake-checkout.ts';

it('says how to keep the data elsewhere', async () => {
  const checkout = await FakeCheckout.create();
  const folder = checkout.file('package.json', 'server');
  await expect(ensureServer(new Programs(), folder, 1)).rejects.toThrow(/ENOTDIR.*\n.*--data DIR/);
  await checkout.write('data/server.err/in-the-way', '');
  await expect(ensureServer(new Programs(), checkout.file('data'), 7_000)).rejects.toThrow(/EISDIR.*\n.*--data DIR/);
});

it('takes the next port when another program was quicker', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');
  const { port: taken } = listener.address() as AddressInfo;
  const programs = new Programs();
  const folder = await temporaryFolder();
  onTestFinished(() => programs.stopAll());
  // At the first look the port was free still.
  const looks = [async (first: number) => first, findFreePort];
  const findPort = async (first: number) => looks.shift()?.(first) ?? first;
  const { port } = await ensureServer(programs, folder, taken, findPort);
  expect(port).toBeGreaterThan(taken);
  expect(await findRunning(path.join(folder, 'running.json'))).toMatchObject({ port });
});

itUnless(noModes, 'says whose turn it is when a client must be built where one may not write', async () => {
  const checkout = await FakeCheckout.create();
  await chmod(checkout.folder, 0o555);
  const source = `const { buildClientIfStale } = await import(${JSON.stringify(checkout.file('scripts/client-build.ts'))});
    if (process.getuid() === 0) process.setuid(54321);
    await buildClientIfStale().catch((error) => console.log(error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);
  await chmod(checkout.folder, 0o755);
  expect(stdout).toContain(
    `The client in out/ is missing or older than its sources, and you may not write to ${checkout.folder}.`,
  );
});
