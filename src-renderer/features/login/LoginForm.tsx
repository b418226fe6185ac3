import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Checkbox } from '../../components/Field/Checkbox.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { usePasswordTask } from '../../hooks/usePasswordTask.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import styles from './LoginPage.module.css';
import { NewKeysDialog } from './NewKeysDialog.tsx';

export function LoginForm({ initialName }: { initialName: string }) {
  const { t } = useTranslation();
  const { session } = useStores();
  const [name, setName] = useState(initialName);
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const task = usePasswordTask(t('login.wrong'));
  const hasKeychain = useSession((state) => state.hasKeychain);
  const isKnown = useSession((state) => state.remembered.some((known) => known.name === name.trim()));
  useFocusInvalid(form, task.failure ?? attempts);

  const nameProblem = attempts > 0 && !name.trim() ? t('login.nameEmpty') : undefined;
  const missing = attempts > 0 && !password ? t('login.passwordEmpty') : undefined;
  const needsKeys = task.failure?.code === 'no-vault';
  const busy = isKnown ? t('login.busy') : t('login.busyFirst');

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    if (!name.trim() || !password) return;
    void task.run(() => signIn(false));
  }

  function signIn(newKeys: boolean): Promise<void> {
    const fields = { name: name.trim(), password, remember: remember && hasKeychain };
    return session.getState().login(newKeys ? { ...fields, newKeys } : fields);
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      {needsKeys ? (
        <NewKeysDialog name={name.trim()} onClose={task.clear} run={() => signIn(true)} />
      ) : (
        <FailureBanner failure={task.otherFailure} />
      )}
      <Field
        label={t('login.name')}
        autoComplete="username"
        autoFocus={!initialName}
        value={name}
        onChange={(event) => setName(event.target.value)}
        problem={nameProblem}
      />
      <PasswordField
        label={t('login.password')}
        autoComplete="current-password"
        autoFocus={initialName !== ''}
        value={password}
        onChange={(event) => {
          setPassword(event.target.value);
          task.edited();
        }}
        problem={task.problem ?? missing}
      />
      {hasKeychain ? (
        <Checkbox label={t('login.remember')} checked={remember} onChange={setRemember} />
      ) : (
        <p className={styles.hint}>{t('login.noKeychain')}</p>
      )}
      <Button type="submit" look="primary" wide busy={task.busy} disabled={task.wait > 0}>
        {task.busy ? busy : t('login.submit')}
      </Button>
    </form>
  );
}
