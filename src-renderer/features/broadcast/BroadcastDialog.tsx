import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { TextArea } from '../../components/Field/TextArea.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isSendable, MESSAGE_MAX } from '../../model/text-limit.ts';
import { useStores } from '../../stores/context.tsx';
import { PeopleChoice } from '../contacts/PeopleChoice.tsx';

/** One text to many friends, to each in the chat with them. */
export function BroadcastDialog() {
  const { t } = useTranslation();
  const { messages, ui } = useStores();
  const [chosen, setChosen] = useState<ReadonlySet<AccountId>>(new Set());
  const [typed, setTyped] = useState('');
  const [sentTo, setSentTo] = useState(0);
  const task = useTask();
  const close = ui.getState().closeDialog;

  const send = () =>
    task.run(async () => {
      await messages.getState().broadcast([...chosen], typed);
      setSentTo(chosen.size);
    });

  if (sentTo > 0) return <Sent count={sentTo} onClose={close} />;
  return (
    <FormDialog
      title={t('broadcast.title')}
      submit={chosen.size > 0 ? t('broadcast.send', { count: chosen.size }) : t('chat.send')}
      disabled={chosen.size === 0 || !isSendable(typed)}
      task={task}
      onClose={close}
      onSubmit={() => void send()}
    >
      <TextArea
        label={t('broadcast.text')}
        hint={t('broadcast.hint')}
        autoFocus
        maxLength={MESSAGE_MAX}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <PeopleChoice chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}

function Sent({ count, onClose }: { count: number; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('broadcast.title')} onClose={onClose}>
      <Banner look="success">{t('broadcast.sent', { count })}</Banner>
      <p>{t('broadcast.sentText')}</p>
      <DialogActions>
        <Button look="primary" autoFocus onClick={onClose}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
