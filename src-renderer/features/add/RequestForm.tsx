import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { GREETING_MAX, graphemes } from '../../model/fields.ts';
import { nameOf } from '../../model/names.ts';
import { useSession } from '../../stores/context.tsx';
import styles from './Add.module.css';

interface RequestFormProps {
  ask(greeting: string): Promise<unknown>;
  onSent(): void;
  /** there is reason not to ask */
  isRisky?: boolean;
}

/** Asks to become friends, with a greeting. */
export function RequestForm({ ask, onSent, isRisky = false }: RequestFormProps) {
  const { t } = useTranslation();
  const text = useText();
  const ownName = useSession((state) => (state.session ? nameOf(state.session.profile) : ''));
  const [greeting, setGreeting] = useState(t('add.greetingDefault', { name: ownName }));
  const task = useTask();
  const isTooLong = graphemes(greeting) > GREETING_MAX;
  const problem = isTooLong ? 'too-long' : refusedFields(task.failure).greeting;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isTooLong) return;
    void task.run(async () => {
      await ask(greeting.trim());
      onSent();
    });
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label={t('add.greeting')}
        value={greeting}
        onChange={(event) => {
          setGreeting(event.target.value);
          task.clear();
        }}
        problem={problem && text(problemText('greeting', problem))}
      />
      <FailureBanner failure={task.failure} />
      <Button type="submit" look={isRisky ? 'danger' : 'primary'} wide busy={task.busy} disabled={isTooLong}>
        {task.busy ? t('add.sending') : t('add.send')}
      </Button>
    </form>
  );
}
