import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { usePasswordTask } from '../../hooks/usePasswordTask.ts';
import { isolate } from '../../model/names.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import styles from './Security.module.css';

/** The end of an account: everywhere, for good. */
export function DeleteAccountDialog() {
  const { t } = useTranslation();
  const { session, ui } = useStores();
  const name = useSession((state) => state.session?.profile.name ?? '');
  const [password, setPassword] = useState('');
  const task = usePasswordTask(t('unlock.wrong'));
  const close = ui.getState().closeDialog;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!password) return;
    void task.run(async () => {
      await session.getState().deleteAccount(password);
      close();
    });
  }

  return (
    <Dialog title={t('deletion.ask', { name: isolate(name) })} onClose={close}>
      <Banner look="danger">{t('deletion.warning')}</Banner>
      <p>{t('deletion.others')}</p>
      <form className={styles.form} onSubmit={submit} noValidate>
        <PasswordField
          label={t('login.password')}
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={(event) => {
            setPassword(event.target.value);
            task.edited();
          }}
          problem={task.problem}
        />
        <FailureBanner failure={task.otherFailure} />
        <DialogActions>
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button type="submit" look="danger" busy={task.busy} disabled={!password || task.wait > 0}>
            {task.busy ? t('deletion.busy') : t('deletion.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
