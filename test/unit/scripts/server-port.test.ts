import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findFreePort } from '../../../scripts/programs/free-port.ts';
import { Programs } from '../../../scripts/programs/programs.ts';
import { ensureServer } from '../../../scripts/programs/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 30_000 });
const FIRST = 16_498;

vi.mock(import('../../../scripts/programs/free-port.ts'), async (load) => {
  const real = await load();
  return { ...real, findFreePort: vi.fn(real.findFreePort) };
});

it('takes the next port when somebody was quicker with the free one', async () => {
  const quicker = createServer().listen(await findFreePort(FIRST), '127.0.0.1');
  await once(quicker, 'listening');
  onTestFinished(() => void quicker.close());
  const address = quicker.address();
  const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
  vi.mocked(findFreePort).mockResolvedValueOnce(taken);

  const folder = await temporaryFolder();
  const programs = new Programs();
  onTestFinished(() => programs.stopAll());
  const server = await ensureServer(programs, path.join(folder, 'server'), taken);
  expect(server.started).toBe(true);
  expect(server.port).toBeGreaterThan(taken);
  expect(server.link).toContain(`:${server.port}/`);
});
