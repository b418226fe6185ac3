import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './ContactDetail.module.css';

const REMARK_MAX = 32;

/** What the person here calls a friend. */
export function RemarkForm({ contact: { profile, remark = '' } }: { contact: Contact }) {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const [typed, setTyped] = useState(remark);
  const task = useTask();
  const isChanged = typed.trim() !== remark;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isChanged) void task.run(() => contacts.getState().setRemark(profile.account, typed.trim()));
  }

  return (
    <form onSubmit={submit}>
      <div className={styles.line}>
        <Field
          label={t('contacts.remark')}
          hint={t('contacts.remarkHint')}
          maxLength={REMARK_MAX}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            task.clear();
          }}
        />
        {isChanged && (
          <Button type="submit" look="primary" busy={task.busy}>
            {t('action.save')}
          </Button>
        )}
      </div>
      <FailureBanner failure={task.failure} />
    </form>
  );
}
