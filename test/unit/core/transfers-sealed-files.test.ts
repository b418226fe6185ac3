import { hash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BLOB_CHUNK_SIZE } from '../../../protocol/index.ts';
import { openChunk, PLAIN_CHUNK, sealedSize } from '../../../src-main/core/transfers/sealed-chunks.ts';
import { newSealedId, SealedFiles } from '../../../src-main/core/transfers/sealed-files.ts';
import { modeOf } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const content = randomBytes(3 * PLAIN_CHUNK + 1000);
const LIMIT = 10 * PLAIN_CHUNK;

async function setUp() {
  const folder = join(await temporaryFolder(), 'files');
  return { folder, files: new SealedFiles(folder) };
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Every write to a file fails, until the end of the test. */
async function failWrites(code: string, folder: string): Promise<void> {
  const probe = await open(join(folder, '..', 'probe'), 'w');
  await probe.close();
  const error = Object.assign(new Error(code), { code });
  vi.spyOn(Object.getPrototypeOf(probe), 'write').mockRejectedValue(error);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
}

describe('a sealed file', () => {
  it.each([1, PLAIN_CHUNK - 1, PLAIN_CHUNK, PLAIN_CHUNK + 1, 3 * PLAIN_CHUNK])(
    'of %i bytes comes back',
    async (size) => {
      const { files } = await setUp();
      const bytes = content.subarray(0, size);
      const file = await files.create(bytes, LIMIT);
      expect(file).toMatchObject({ size, digest: hash('sha256', bytes, 'buffer') });
      expect(await files.readAll(file, LIMIT)).toEqual(bytes);
      expect(await files.list()).toEqual([{ id: file.id, bytes: sealedSize(size), isWhole: true }]);
    },
  );

  it.each([1, 7, 65_536, PLAIN_CHUNK, PLAIN_CHUNK + 1, 1_000_000])(
    'is the same whether its content comes at once or in pieces of %i bytes',
    async (size) => {
      const { files } = await setUp();
      const bytes = size === 1 ? content.subarray(0, 2000) : content;
      const file = await files.create(inPieces(bytes, size), LIMIT);
      expect(await files.readAll(file, LIMIT)).toEqual(bytes);
    },
  );

  it('has a key of its own, and nothing of its content lies there', async () => {
    const { files, folder } = await setUp();
    const text = Buffer.from('a secret that is easy to find '.repeat(10_000));
    const [a, b] = [await files.create(text, LIMIT), await files.create(text, LIMIT)];
    expect(Buffer.from(a.key).equals(b.key)).toBe(false);
    const onDisk = await readFile(join(folder, a.id));
    expect(onDisk.includes('secret')).toBe(false);
    expect(openChunk(a.key, 0, false, onDisk.subarray(0, BLOB_CHUNK_SIZE))).toEqual(text.subarray(0, PLAIN_CHUNK));
  });

  itUnless(noModes, 'can be read by its owner only', async () => {
    const { files, folder } = await setUp();
    const { id } = await files.create(content, LIMIT);
    expect(await modeOf(join(folder, id))).toBe(0o600);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it.each([
    [0, 1],
    [0, PLAIN_CHUNK],
    [PLAIN_CHUNK - 1, PLAIN_CHUNK + 1],
    [PLAIN_CHUNK, 2 * PLAIN_CHUNK],
    [5, content.length - 5],
    [content.length - 1, content.length],
    [content.length - 10, content.length + 1000],
    [content.length, content.length + 10],
    [100, 100],
    [200, 100],
  ])('gives the bytes from %i to %i', async (from, to) => {
    const { files } = await setUp();
    const file = await files.create(content, LIMIT);
    const range = await collect(files.read(file, from, to));
    expect(range.equals(content.subarray(from, Math.max(from, to)))).toBe(true);
  });

  it('is refused when it is damaged where it is read, not before', async () => {
    const { files, folder } = await setUp();
    const file = await files.create(content, LIMIT);
    const path = join(folder, file.id);
    const bytes = await readFile(path);
    bytes[2 * BLOB_CHUNK_SIZE] = (bytes[2 * BLOB_CHUNK_SIZE] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await collect(files.read(file, 0, 2 * PLAIN_CHUNK))).toEqual(content.subarray(0, 2 * PLAIN_CHUNK));
    await expect(collect(files.read(file, 0, content.length))).rejects.toMatchObject({ name: 'DamagedError' });
  });

  it.each<[string, (path: string, id: string) => Promise<void>]>([
    ['chunks have changed places', swapChunks],
    ['it was cut', (path) => truncate(path, sealedSize(content.length) - 1)],
    ['it was cut between two chunks', (path) => truncate(path, 3 * BLOB_CHUNK_SIZE)],
    ['it is empty', (path) => truncate(path, 0)],
  ])('is refused when %s', async (_, damage) => {
    const { files, folder } = await setUp();
    const file = await files.create(content, LIMIT);
    await damage(join(folder, file.id), file.id);
    await expect(files.readAll(file, LIMIT)).rejects.toMatchObject({ name: 'DamagedError' });
  });

  it('is refused when it is the beginning of a longer one, or has another key', async () => {
    const { files } = await setUp();
    const file = await files.create(content, LIMIT);
    const short = { ...file, size: 2 * PLAIN_CHUNK };
    await expect(files.readAll(short, LIMIT)).rejects.toMatchObject({ name: 'DamagedError' });
    const other = { ...file, key: randomBytes(32) };
    await expect(files.readAll(other, LIMIT)).rejects.toMatchObject({ name: 'DamagedError' });
  });

  it('is gone when it is not there, and too large to be read at once above a limit', async () => {
    const { files } = await setUp();
    const file = await files.create(content, LIMIT);
    await expect(files.readAll(file, content.length - 1)).rejects.toMatchObject({ code: 'too-large' });
    await files.remove(file.id);
    await files.remove(file.id);
    await expect(files.readAll(file, LIMIT)).rejects.toMatchObject({ code: 'file-gone' });
    expect(await files.list()).toEqual([]);
  });
});

describe('nothing is kept of a file', () => {
  it('that is empty', async () => {
    const { files, folder } = await setUp();
    for (const nothing of [new Uint8Array(), inPieces(new Uint8Array(), 1), inPieces(Buffer.alloc(0), 5)]) {
      await expect(files.create(nothing, LIMIT)).rejects.toMatchObject({ code: 'empty-file' });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('that is too large, however it comes', async () => {
    const { files, folder } = await setUp();
    for (const bytes of [content, inPieces(content, 1000)]) {
      await expect(files.create(bytes, content.length - 1)).rejects.toMatchObject({ code: 'too-large' });
    }
    expect(await readdir(folder)).toEqual([]);
    expect((await files.create(content, content.length)).size).toBe(content.length);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('when the disk is full (%s)', async (code) => {
    const { files, folder } = await setUp();
    await failWrites(code, await folderOf(files, folder));
    await expect(files.create(content, LIMIT)).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('whose source fails', async () => {
    const { files, folder } = await setUp();
    const failing = async function* () {
      yield content;
      throw new Error('the source has gone');
    };
    await expect(files.create(failing(), LIMIT)).rejects.toThrow('the source has gone');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the folder', () => {
  it('need not be there to be listed', async () => {
    const { files } = await setUp();
    expect(await files.list()).toEqual([]);
  });

  it('has a file as not whole while it is written, as after a crash, and removes it', async () => {
    const { files, folder } = await setUp();
    const half = async function* () {
      yield content.subarray(0, 2 * PLAIN_CHUNK);
      expect(await files.list()).toMatchObject([{ isWhole: false }]);
      yield content.subarray(2 * PLAIN_CHUNK);
    };
    const { id } = await files.create(half(), LIMIT);
    expect(await files.list()).toMatchObject([{ id, isWhole: true }]);
    await rename(join(folder, id), join(folder, `${id}.part`));
    expect(await files.list()).toMatchObject([{ id, isWhole: false }]);
    await files.remove(id);
    expect(await files.list()).toEqual([]);
  });

  it('leaves alone what others have put there', async () => {
    const { files, folder } = await setUp();
    const { id } = await files.create(content, LIMIT);
    for (const name of ['notes.txt', `${id}x`, `${newSealedId()}.tmp`]) await writeFile(join(folder, name), 'theirs');
    expect(await files.list()).toMatchObject([{ id }]);
  });

  it('is never left by an id', async () => {
    const { files } = await setUp();
    for (const id of ['..', '../history.db', `${newSealedId()}.part`, '']) {
      await expect(files.remove(id)).rejects.toThrow(RangeError);
    }
  });
});

async function swapChunks(path: string): Promise<void> {
  const bytes = await readFile(path);
  const first = Buffer.from(bytes.subarray(0, BLOB_CHUNK_SIZE));
  bytes.copyWithin(0, BLOB_CHUNK_SIZE, 2 * BLOB_CHUNK_SIZE);
  bytes.set(first, BLOB_CHUNK_SIZE);
  await writeFile(path, bytes);
}

/** The folder, which is made with the first file. */
async function folderOf(files: SealedFiles, folder: string): Promise<string> {
  const { id } = await files.create(content, LIMIT);
  await files.remove(id);
  return folder;
}
