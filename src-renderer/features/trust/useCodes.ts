import { useCallback, useState } from 'react';
import type { ContractError } from '../../../src-main/contract/errors.ts';
import { useTask } from '../../hooks/useTask.ts';
import { readPicture } from './qr-reader.ts';

/** What a picture is when there is no code to be looked at. */
export type Unread = 'no-code' | 'no-picture';

/** Codes from wherever they come, and what became of the last one. */
export interface Codes<T> {
  result: T | Unread | undefined;
  busy: boolean;
  failure: ContractError | undefined;
  check(code: string): Promise<void>;
  checkPicture(file: Blob): Promise<void>;
  clear(): void;
}

/**
 * @param judge says what a code is; must stay the same function
 * @param longest characters; what is longer is no code at all
 */
export function useCodes<T>(judge: (code: string) => Promise<T>, longest: number): Codes<T> {
  const [result, setResult] = useState<T | Unread>();
  const { run, busy, failure, clear: clearFailure } = useTask();

  const check = useCallback(
    (code: string) =>
      run(async () => {
        setResult(undefined);
        const judged = code.length > longest ? 'no-code' : await judge(code);
        setResult(() => judged);
      }),
    [run, judge, longest],
  );

  const checkPicture = useCallback(
    async (file: Blob) => {
      setResult(undefined);
      const picture = await pictureIn(file);
      const code = picture && readPicture(picture);
      picture?.close();
      if (code) await check(code);
      else setResult(picture ? 'no-code' : 'no-picture');
    },
    [check],
  );

  const clear = useCallback(() => {
    setResult(undefined);
    clearFailure();
  }, [clearFailure]);

  return { result, busy, failure, check, checkPicture, clear };
}

/** Undefined when the file is no picture that this browser knows. */
export async function pictureIn(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
