import { useCallback } from 'react';
import type { AccountId, ScanResult } from '../../../src-main/contract/model.ts';
import { useStores } from '../../stores/context.tsx';
import { type Codes, type Unread, useCodes } from './useCodes.ts';

/** Characters that the core looks at; no safety code is as long. */
const LONGEST_CODE = 1024;

export type Scanned = ScanResult | Unread;

/** Checks codes against the keys of a friend. */
export function useScan(account: AccountId): Codes<ScanResult> {
  const { contacts } = useStores();
  const judge = useCallback((code: string) => contacts.getState().scan(account, code), [contacts, account]);
  return useCodes(judge, LONGEST_CODE);
}
