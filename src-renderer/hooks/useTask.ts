import { useCallback, useState } from 'react';
import type { ContractError } from '../../src-main/contract/errors.ts';
import { asFailure } from '../model/failure.ts';

/** Work that a person starts and waits for: whether it is under way, and how it failed last. */
export interface Task {
  busy: boolean;
  failure: ContractError | undefined;
  run(work: () => Promise<void>): Promise<void>;
  clear(): void;
}

export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ContractError>();

  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFailure(undefined), []);

  return { busy, failure, run, clear };
}
