import type { FileHandle } from 'node:fs/promises';
import { ContractError } from '../../contract/errors.ts';

/**
 * Reads until the target is full or the file ends.
 * @returns how many bytes there were
 */
export async function readWhole(file: FileHandle, target: Buffer, position: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Writes all of it: one call may write a part only, when the disk is almost full. */
export async function writeWhole(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}

/** The error as the person should hear it: ContractError `disk-full` when that is what the system says. */
export function diskError(error: unknown): unknown {
  return isSystemError(error, 'ENOSPC', 'EDQUOT', 'EFBIG') ? new ContractError('disk-full') : error;
}

/** @param codes those of the system, such as ENOENT */
export function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Whether it is the system that says so, whatever it says. */
export function isSystemFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
