import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTask } from '../../hooks/useTask.ts';
import { FailureBanner } from '../Banner/FailureBanner.tsx';
import { Button } from '../Button/Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';

interface ConfirmDialogProps {
  title: string;
  /** what is done when the person says so */
  submit: string;
  look?: 'danger' | 'primary';
  /** instead of "cancel", which would say too little where something else is still open below */
  back?: string;
  onClose(): void;
  run(): Promise<unknown>;
  /** what it will mean */
  children: ReactNode;
}

/** Asks once more before something is done; stays open, saying why, when it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, submit, look = 'danger', back, onClose, run, children } = props;
  const { t } = useTranslation();
  const task = useTask();

  const confirm = () =>
    task.run(async () => {
      await run();
      onClose();
    });

  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button onClick={onClose}>{back ?? t('action.cancel')}</Button>
        <Button look={look} busy={task.busy} onClick={confirm}>
          {submit}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
