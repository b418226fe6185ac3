import { type ReactNode, type SubmitEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import type { Task } from '../../hooks/useTask.ts';
import { FailureBanner } from '../Banner/FailureBanner.tsx';
import { Button } from '../Button/Button.tsx';
import styles from './Dialog.module.css';
import { Dialog, DialogActions } from './Dialog.tsx';

interface FormDialogProps {
  title: string;
  submit: string;
  disabled?: boolean;
  task: Task;
  /** the failure stands beside a field already */
  isToldInPlace?: boolean;
  onClose(): void;
  onSubmit(): void;
  children: ReactNode;
}

/** Some fields, with the buttons that store or leave them; tells below the fields why it did not work. */
export function FormDialog(props: FormDialogProps) {
  const { title, submit, disabled = false, task, isToldInPlace = false, onClose, onSubmit, children } = props;
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, task.failure);

  function send(event: SubmitEvent): void {
    event.preventDefault();
    onSubmit();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form ref={form} className={styles.form} onSubmit={send} noValidate>
        {children}
        {!isToldInPlace && <FailureBanner failure={task.failure} />}
        <DialogActions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={task.busy} disabled={disabled}>
            {submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
