import { ContractError } from '../../src-main/contract/errors.ts';

/** Copies a text. @throws ContractError `clipboard` when the system does not let us */
export async function copyToClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new ContractError('clipboard');
  }
}
