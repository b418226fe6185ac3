import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './RecoveryPage.module.css';

/** Asks for the code's end: who can type it has kept the code. */
export function LastGroupForm({ onBack }: { onBack(): void }) {
  const { t } = useTranslation();
  const { session } = useStores();
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const task = useTask();
  useFocusInvalid(form, task.failure);
  const isBad = task.failure?.code === 'bad-code';

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(() => session.getState().confirmRecovery(typed.trim()));
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <p>{t('recovery.proveText')}</p>
      {!isBad && <FailureBanner failure={task.failure} />}
      <Field
        label={t('recovery.lastGroup')}
        autoFocus
        autoCapitalize="characters"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          task.clear();
        }}
        problem={isBad ? t('recovery.wrongGroup') : undefined}
      />
      <div className={styles.actions}>
        <Button onClick={onBack}>{t('recovery.showAgain')}</Button>
        <Button type="submit" look="primary" busy={task.busy} disabled={!typed.trim()}>
          {t('recovery.confirm')}
        </Button>
      </div>
    </form>
  );
}
