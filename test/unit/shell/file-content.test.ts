import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { FILE_SIZE_LIMIT } from '../../../src-main/contract/attachment.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { fileContent } from '../../../src-main/shell/file-content.ts';
import { describeUnless, itUnless, noModes, noUnix } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function fileWith(bytes: Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(), 'file');
  await writeFile(file, bytes);
  return file;
}

const read = (file: string) => buffer(fileContent(file));
const failure = (code: ConstructorParameters<typeof ContractError>[0]) => new ContractError(code);

it('reads in pieces, and tells how far it is up to the end', async () => {
  const bytes = randomBytes(3_000_000);
  const told: number[] = [];
  const content = fileContent(await fileWith(bytes), { progress: (done) => told.push(done) });
  expect(await buffer(content)).toEqual(bytes);
  expect(told.length).toBeGreaterThan(5);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(bytes.length);
});

it('tells a large file no more than a hundred times', async () => {
  let told = 0;
  const content = fileContent(await fileWith(Buffer.alloc(64 * 1024 * 1024)), { progress: () => (told += 1) });
  for await (const _piece of content);
  expect(told).toBeGreaterThan(50);
  expect(told).toBeLessThanOrEqual(100);
});

it('says of what cannot be read, why', async () => {
  const folder = await temporaryFolder();
  await expect(read(path.join(folder, 'none'))).rejects.toEqual(failure('file-gone'));
  await expect(read(path.join(folder, 'none/inside'))).rejects.toEqual(failure('file-gone'));
  await expect(read(folder)).rejects.toEqual(failure('empty-file'));
});

describeUnless(
  noModes ?? (process.getuid?.() === 0 ? 'root may read every file' : undefined),
  'a file of others',
  () => {
    it('says that it may not read', async () => {
      const file = await fileWith(Buffer.from('secret'));
      await chmod(file, 0);
      await expect(read(file)).rejects.toEqual(failure('file-gone'));
    });
  },
);

itUnless(noUnix, 'waits for nobody to write into a pipe', async () => {
  const pipe = path.join(await temporaryFolder(), 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  await expect(read(pipe)).rejects.toEqual(failure('empty-file'));
});

it('reads nothing of what is too large', async () => {
  const file = await fileWith(Buffer.alloc(0));
  const handle = await open(file, 'r+');
  // a hole: it takes no place on the disk
  await handle.truncate(FILE_SIZE_LIMIT + 1);
  await handle.close();
  await expect(read(file)).rejects.toEqual(failure('too-large'));
});

it('gives up when it is told to', async () => {
  const giveUp = new AbortController();
  const content = fileContent(await fileWith(Buffer.alloc(10_000_000)), { signal: giveUp.signal });
  await content.next();
  giveUp.abort();
  await expect(buffer(content)).rejects.toEqual(failure('cancelled'));
  const { signal } = giveUp;
  await expect(buffer(fileContent(await fileWith(Buffer.alloc(1)), { signal }))).rejects.toEqual(failure('cancelled'));
});
