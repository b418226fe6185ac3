import { useTranslation } from 'react-i18next';
import type { ContractError } from '../../src-main/contract/errors.ts';
import { type Task, useTask } from './useTask.ts';
import { useWait } from './useWait.ts';

/** Work that a password is typed for. */
export interface PasswordTask extends Task {
  /** seconds during which no password is taken, after several wrong ones */
  wait: number;
  /** what to write beside the password */
  problem: string | undefined;
  /** what has failed for another reason */
  otherFailure: ContractError | undefined;
  /** To be called when the password is edited. */
  edited(): void;
}

/** @param wrong what to say of a wrong password */
export function usePasswordTask(wrong: string): PasswordTask {
  const { t } = useTranslation();
  const task = useTask();
  const wait = useWait(task.failure);
  const code = task.failure?.code;
  const waiting = wait > 0 ? t('unlock.wait', { seconds: wait }) : undefined;
  return {
    ...task,
    wait,
    problem: code === 'bad-credentials' ? wrong : waiting,
    otherFailure: code === 'bad-credentials' || code === 'rate-limited' ? undefined : task.failure,
    edited: () => {
      if (wait === 0) task.clear();
    },
  };
}
