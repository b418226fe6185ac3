import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { usePasswordTask } from '../../hooks/usePasswordTask.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './LoginPage.module.css';

interface UnlockFormProps {
  account: RememberedAccount;
  /** the session is over, only the server can begin another */
  onSignIn(): void;
}

/** The password of an account that is on this machine. It is checked here, without the server. */
export function UnlockForm({ account, onSignIn }: UnlockFormProps) {
  const { t } = useTranslation();
  const { session } = useStores();
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const task = usePasswordTask(t('unlock.wrong'));
  const missing = isMissing && !password ? t('login.passwordEmpty') : undefined;
  useFocusInvalid(form, task.failure);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setMissing(!password);
    if (password) void task.run(() => session.getState().unlock(account, password));
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <Who account={account} />
      {account.isKeyDropped && <Banner look="warning">{t('unlock.keyDropped')}</Banner>}
      <FailureBanner failure={task.otherFailure} />
      {task.failure?.code === 'bad-token' && <Button onClick={onSignIn}>{t('login.submit')}</Button>}
      <PasswordField
        label={t('login.password')}
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => {
          setPassword(event.target.value);
          task.edited();
        }}
        problem={task.problem ?? missing}
      />
      <Button type="submit" look="primary" wide busy={task.busy} disabled={task.wait > 0}>
        {task.busy ? t('unlock.busy') : t('unlock.submit')}
      </Button>
    </form>
  );
}

function Who({ account }: { account: RememberedAccount }) {
  return (
    <div className={styles.whose}>
      <Avatar person={account} size="large" />
      <bdi>{account.displayName || account.name}</bdi>
      <small>
        <bdi>{account.name}</bdi> · <bdi>{account.server.name}</bdi>
      </small>
    </div>
  );
}
