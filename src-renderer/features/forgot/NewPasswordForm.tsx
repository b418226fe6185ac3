import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { NewPasswordFields } from '../../components/Field/NewPasswordFields.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { useNewPassword } from '../../hooks/useNewPassword.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import styles from './ForgotPage.module.css';
import type { Way } from './ForgotPage.tsx';

/** Name, code and the new password. */
export function NewPasswordForm({ way }: { way: Way }) {
  const { t } = useTranslation();
  const lastName = useSession((state) => state.lastName);
  const [name, setName] = useState(lastName);
  const [code, setCode] = useState('');
  const [attempts, setAttempts] = useState(0);
  const password = useNewPassword(name);
  const setPassword = useSetPassword(way);
  const { task } = setPassword;
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, task.failure ?? attempts);

  const isBadCode = task.failure?.code === 'bad-code';
  const isWrong = task.failure?.code === 'bad-credentials';

  function codeProblem(): string | undefined {
    if (isBadCode) return t('errors.bad-code');
    return attempts > 0 && !code.trim() ? t('forgot.codeEmpty') : undefined;
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    const isGood = password.check();
    if (!isGood || !name.trim() || !code.trim()) return;
    setPassword.run({ name: name.trim(), code: code.trim(), password: password.form.password }, password.refuse);
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      {way === 'reset' && <Banner look="warning">{t('forgot.reset.lost')}</Banner>}
      {isWrong && <Banner look="danger">{t(`forgot.${way}.wrong`)}</Banner>}
      {!isWrong && !isBadCode && <FailureBanner failure={task.failure} />}
      <Field
        label={t('login.name')}
        autoComplete="username"
        autoFocus={!lastName}
        value={name}
        onChange={(event) => setName(event.target.value)}
        problem={attempts > 0 && !name.trim() ? t('login.nameEmpty') : undefined}
      />
      <Field
        label={t(`forgot.${way}.code`)}
        hint={t(`forgot.${way}.codeHint`)}
        autoCapitalize="characters"
        autoFocus={lastName !== ''}
        value={code}
        onChange={(event) => {
          setCode(event.target.value);
          task.clear();
        }}
        problem={codeProblem()}
      />
      <NewPasswordFields password={password} />
      <Button type="submit" look="primary" wide busy={task.busy}>
        {task.busy ? t('password.busy') : t('forgot.submit')}
      </Button>
    </form>
  );
}

interface Wanted {
  name: string;
  code: string;
  password: string;
}

function useSetPassword(way: Way) {
  const { session, ui } = useStores();
  const task = useTask();

  function run(wanted: Wanted, onRefused: (error: unknown) => void): void {
    const { recover, resetPassword } = session.getState();
    void task.run(async () => {
      try {
        await (way === 'recover' ? recover(wanted) : resetPassword(wanted));
      } catch (error) {
        onRefused(error);
        throw error;
      }
      ui.getState().notePasswordSet();
    });
  }

  return { task, run };
}
