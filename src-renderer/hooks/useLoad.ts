import { useCallback, useEffect, useState } from 'react';
import type { ContractError } from '../../src-main/contract/errors.ts';
import { useTask } from './useTask.ts';

/** What a call fetched for what is on the screen; `again` fetches it anew. */
export interface Loaded<T> {
  value: T | undefined;
  failure: ContractError | undefined;
  again(): Promise<void>;
}

/** Fetches once it is shown. @param fetch must stay the same function while the same is wanted */
export function useLoad<T>(fetch: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const { failure, run } = useTask();
  const again = useCallback(() => run(async () => setValue(await fetch())), [run, fetch]);

  useEffect(() => void again(), [again]);

  return { value, failure, again };
}
