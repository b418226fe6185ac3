import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { usePasswordTask } from '../../hooks/usePasswordTask.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { CodeSheet } from './CodeSheet.tsx';
import styles from './RecoveryPage.module.css';

/** The recovery code once more, for whoever knows the password. */
export function RecoveryCodeDialog() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const session = useSession((state) => state.session);
  const [code, setCode] = useState<string>();
  if (!session) return null;
  return (
    <Dialog title={t('recovery.code')} onClose={ui.getState().closeDialog}>
      {code ? (
        <>
          <p>{t('recovery.keep')}</p>
          <CodeSheet code={code} session={session} />
        </>
      ) : (
        <AskPassword onCode={setCode} />
      )}
    </Dialog>
  );
}

function AskPassword({ onCode }: { onCode(code: string): void }) {
  const { t } = useTranslation();
  const { security, ui } = useStores();
  const [password, setPassword] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const task = usePasswordTask(t('unlock.wrong'));
  useFocusInvalid(form, task.failure);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(async () => onCode(await security.getState().recoveryCode(password)));
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <p>{t('recovery.askPassword')}</p>
      <FailureBanner failure={task.otherFailure} />
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
      <DialogActions>
        <Button onClick={ui.getState().closeDialog}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" busy={task.busy} disabled={!password || task.wait > 0}>
          {t('recovery.show')}
        </Button>
      </DialogActions>
    </form>
  );
}
