import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { FormDialog } from '../../components/Dialog/FormDialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { nameOf } from '../../model/names.ts';
import { CARD_MAX } from '../../model/room.ts';
import { useSession, useStores } from '../../stores/context.tsx';

/** What one is called in a room. */
export function CardDialog({ room: { id, memberList } }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  const me = useSession((state) => state.session?.profile);
  const own = memberList.find(({ profile }) => profile.account === me?.account);
  const [card, setCard] = useState(own?.card ?? '');
  const task = useTask();
  const close = ui.getState().closeDialog;

  const save = () =>
    task.run(async () => {
      await rooms.getState().setCard(id, card.trim());
      close();
    });

  return (
    <FormDialog
      title={t('room.card')}
      submit={t('action.save')}
      task={task}
      onClose={close}
      onSubmit={() => void save()}
    >
      <Field
        label={t('room.cardLabel')}
        hint={t('room.cardHint')}
        placeholder={me && nameOf(me)}
        autoFocus
        maxLength={CARD_MAX}
        value={card}
        onChange={(event) => setCard(event.target.value)}
      />
    </FormDialog>
  );
}
