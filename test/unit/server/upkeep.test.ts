import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startTestServer } from '../../support/server.ts';

const ERROR = 50;

it('is ended before its database: a stop right after the start leaves no complaint', async () => {
  const lines: { level: number; msg: string }[] = [];
  const running = await startTestServer({}, { onLog: (line) => lines.push(JSON.parse(line)) });
  // what nobody has takes the start some time to remove
  const blobs = path.join(running.folder, 'blobs', 'ab');
  await mkdir(blobs, { recursive: true });
  for (let number = 0; number < 50; number++) {
    await writeFile(path.join(blobs, `ab${number.toString(16).padStart(30, '0')}`), '');
  }
  for (let round = 0; round < 3; round++) await running.restart();
  await running.server.stop();
  expect(lines.filter(({ level }) => level >= ERROR)).toEqual([]);
  expect(lines.filter(({ msg }) => msg === 'stopped')).toHaveLength(4);
});
