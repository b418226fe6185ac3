import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { useStores } from '../../stores/context.tsx';

const GROUP_MAX = 32;

interface NameGroupDialogProps {
  from: string | undefined;
  /** who is to be in the new group */
  account: AccountId | undefined;
}

/** Makes a group of friends, or gives one another name. */
export function NameGroupDialog({ from, account }: NameGroupDialogProps) {
  const { t } = useTranslation();
  const text = useText();
  const { contacts, ui } = useStores();
  const [name, setName] = useState(from ?? '');
  const task = useTask();
  const problem = refusedFields(task.failure).name;
  const close = ui.getState().closeDialog;

  function submit(): void {
    if (name.trim() === from) return close();
    void task.run(async () => {
      await contacts.getState().nameGroup(name.trim(), from);
      if (account !== undefined) await contacts.getState().setGroup(account, name.trim());
      close();
    });
  }

  return (
    <FormDialog
      title={from === undefined ? t('groups.new') : t('groups.rename')}
      submit={t('action.save')}
      task={task}
      isToldInPlace={problem !== undefined}
      onClose={close}
      onSubmit={submit}
    >
      <Field
        label={t('groups.name')}
        autoFocus
        maxLength={GROUP_MAX}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          task.clear();
        }}
        problem={problem && text(problemText('group', problem))}
      />
    </FormDialog>
  );
}
