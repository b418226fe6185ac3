import type { Transfer } from '../../../src-main/contract/attachment.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { type Task, useTask } from '../../hooks/useTask.ts';
import type { TransferStep } from '../../model/transfer.ts';
import { useStores, useTransfers } from '../../stores/context.tsx';

export interface TransferControl {
  /** how far it has come, while it is on its way */
  transfer: Transfer | undefined;
  step(step: TransferStep): void;
  open(): void;
  show(): void;
  failure: Task['failure'];
}

/** How an attachment is getting on, and what the person does about it. */
export function useTransfer(message: MessageId): TransferControl {
  const { transfers } = useStores();
  const transfer = useTransfers((state) => state.underWay.get(message));
  const { failure, run } = useTask();
  const actions = transfers.getState();

  function step(wanted: TransferStep): void {
    switch (wanted) {
      case 'fetch':
      case 'resume':
      case 'again':
      case 'resend':
        return void run(() => actions.start(message));
      case 'pause':
        return void run(() => actions.pause(message));
      case 'cancel':
        return void run(() => actions.cancel(message));
    }
  }

  return {
    transfer,
    step,
    open: () => void run(() => actions.open(message)),
    show: () => void run(() => actions.show(message)),
    failure,
  };
}
