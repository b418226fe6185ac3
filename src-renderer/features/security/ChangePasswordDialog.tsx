import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { NewPasswordFields } from '../../components/Field/NewPasswordFields.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { useNewPassword } from '../../hooks/useNewPassword.ts';
import { usePasswordTask } from '../../hooks/usePasswordTask.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import styles from './Security.module.css';

export function ChangePasswordDialog() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const [isDone, setDone] = useState(false);
  const close = ui.getState().closeDialog;
  return (
    <Dialog title={t('password.title')} onClose={close}>
      {isDone ? (
        <>
          <Banner look="success">{t('password.done')}</Banner>
          <DialogActions>
            <Button look="primary" autoFocus onClick={close}>
              {t('action.close')}
            </Button>
          </DialogActions>
        </>
      ) : (
        <ChangeForm onDone={() => setDone(true)} onCancel={close} />
      )}
    </Dialog>
  );
}

function ChangeForm({ onDone, onCancel }: { onDone(): void; onCancel(): void }) {
  const { t } = useTranslation();
  const { session } = useStores();
  const name = useSession((state) => state.session?.profile.name ?? '');
  const [current, setCurrent] = useState('');
  const [attempts, setAttempts] = useState(0);
  const next = useNewPassword(name);
  const task = usePasswordTask(t('unlock.wrong'));
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, task.failure ?? attempts);
  const missing = attempts > 0 && !current ? t('login.passwordEmpty') : undefined;

  async function change(): Promise<void> {
    try {
      await session.getState().changePassword(current, next.form.password);
    } catch (error) {
      next.refuse(error);
      throw error;
    }
    onDone();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    if (next.check() && current) void task.run(change);
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <FailureBanner failure={task.otherFailure} />
      <PasswordField
        label={t('password.current')}
        autoComplete="current-password"
        autoFocus
        value={current}
        onChange={(event) => {
          setCurrent(event.target.value);
          task.edited();
        }}
        problem={task.problem ?? missing}
      />
      <NewPasswordFields password={next} />
      <DialogActions>
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" busy={task.busy} disabled={task.wait > 0}>
          {task.busy ? t('password.busy') : t('password.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
