import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FILE_SIZE_LIMIT } from '../contract/attachment.ts';
import { ContractError } from '../contract/errors.ts';

export interface ReadingOptions {
  /** hears how many bytes have been read, after each hundredth */
  progress?: (done: number) => void;
  /** gives up: the content throws `cancelled` */
  signal?: AbortSignal;
}

const pieceBytes = 256 * 1024;

/**
 * A file of this machine in pieces, as the core takes it in.
 * @throws ContractError `file-gone` when it cannot be read, `empty-file` when it is a folder, `too-large`, `cancelled`
 */
export async function* fileContent(file: string, options: ReadingOptions = {}): AsyncGenerator<Uint8Array> {
  const { size } = await lookAt(file);
  const told = tellHundredths(size, options.progress);
  const { signal } = options;
  const stream = createReadStream(file, { highWaterMark: pieceBytes, ...(signal ? { signal } : {}) });
  try {
    for await (const piece of stream) {
      yield piece;
      told(piece.length);
    }
  } catch (error) {
    throw readingError(error);
  }
}

/** Looked at before it is opened: opening a pipe would wait for somebody to write into it. */
async function lookAt(file: string): Promise<Stats> {
  const stats = await stat(file).catch((error: unknown) => {
    throw readingError(error);
  });
  if (!stats.isFile()) throw new ContractError('empty-file');
  if (stats.size > FILE_SIZE_LIMIT) throw new ContractError('too-large');
  return stats;
}

function readingError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ABORT_ERR':
      return new ContractError('cancelled');
    case 'ENOENT':
    case 'EACCES':
    case 'EPERM':
    case 'ENOTDIR':
    case 'EIO':
      return new ContractError('file-gone');
    default:
      return error;
  }
}

/** Counts bytes, and tells no more often than is seen. */
function tellHundredths(size: number, progress: ReadingOptions['progress']): (bytes: number) => void {
  const step = size / 100;
  let done = 0;
  let told = 0;
  return (bytes) => {
    done += bytes;
    if (done - told < step && done !== size) return;
    told = done;
    progress?.(done);
  };
}
