import { useCallback, useState } from 'react';
import type { AccountId, ScanResult } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import { readPicture } from './qr-reader.ts';

/** Characters that the core looks at; no safety code is as long. */
const LONGEST_CODE = 1024;

/** What became of a scan; `no-picture` when the file is none. */
export type Scanned = ScanResult | 'no-picture';

/** Checks codes, from wherever they come, against the keys of a friend. */
export function useScan(account: AccountId) {
  const { contacts } = useStores();
  const [result, setResult] = useState<Scanned>();
  const { run, busy, failure } = useTask();

  const check = useCallback(
    (code: string) =>
      run(async () => {
        setResult(code.length > LONGEST_CODE ? 'no-code' : await contacts.getState().scan(account, code));
      }),
    [run, contacts, account],
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

  const clear = useCallback(() => setResult(undefined), []);

  return { result, busy, failure, check, checkPicture, clear };
}

/** Undefined when the file is no picture that this browser knows. */
async function pictureIn(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
