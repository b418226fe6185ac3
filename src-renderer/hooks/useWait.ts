import { useMemo } from 'react';
import type { ContractError } from '../../src-main/contract/errors.ts';
import { waitUntil } from '../model/failure.ts';
import { secondsUntil } from '../model/time.ts';
import { useNow } from './useNow.ts';

/** Seconds until something that was refused as too frequent may be tried again, counting down; 0 when it may be now. */
export function useWait(failure: ContractError | undefined): number {
  const { failedAt, until } = useMemo(() => {
    const at = Date.now();
    return { failedAt: at, until: waitUntil(failure, at) };
  }, [failure]);
  const now = Math.max(useNow(500), failedAt);
  return until === undefined ? 0 : secondsUntil(until, now);
}
