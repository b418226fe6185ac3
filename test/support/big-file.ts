import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const PIECE = 1024 * 1024;

/** Makes a file of bytes that nothing can compress. @returns their SHA-256 in hexadecimal */
export async function makeFile(path: string, size: number): Promise<string> {
  const stream = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16));
  const digest = createHash('sha256');
  const zeros = Buffer.alloc(PIECE);
  const file = await open(path, 'wx');
  for (let done = 0; done < size; done += PIECE) {
    const bytes = stream.update(zeros.subarray(0, Math.min(PIECE, size - done)));
    digest.update(bytes);
    await file.write(bytes);
  }
  await file.close();
  return digest.digest('hex');
}

/** The digest of the one file in a folder, which is deleted. */
export async function takeReceived(folder: string): Promise<string> {
  const [name, ...others] = await readdir(folder);
  if (name === undefined || others.length > 0) throw new Error('one file was to be received, and nothing else');
  const digest = createHash('sha256');
  await pipeline(createReadStream(join(folder, name)), digest);
  await rm(join(folder, name));
  return digest.digest('hex');
}
