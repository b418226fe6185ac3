import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId, Message } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useNames } from '../../hooks/useNames.ts';
import { useTask } from '../../hooks/useTask.ts';
import { FORWARD_MAX, mergeableOf } from '../../model/forward.ts';
import { nameOf } from '../../model/names.ts';
import { useConversations, useSession, useStores, useUi } from '../../stores/context.tsx';
import { ChatAvatar } from '../chats/ChatAvatar.tsx';
import styles from './ForwardDialog.module.css';
import { type NamedDestination, useDestinations } from './useDestinations.ts';

interface ForwardDialogProps {
  messages: Message[];
  /** as one, to begin with */
  merged: boolean;
}

/** Sends copies of messages to other chats: one by one, or several as one. */
export function ForwardDialog({ messages, merged }: ForwardDialogProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<ConversationId>>(new Set());
  const [how, setHow] = useState<'single' | 'merged'>(merged ? 'merged' : 'single');
  const found = useDestinations(typed);
  const asOne = useMerged(messages);
  const { busy, failure, run } = useTask();
  const close = stores.ui.getState().closeDialog;

  function toggle(id: ConversationId): void {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }

  const send = () =>
    run(async () => {
      const { ids, ...rest } = asOne;
      await stores.messages.getState().forward({ ids, to: [...chosen], ...(how === 'merged' && { merged: rest }) });
      stores.chatView.getState().endSelection();
      close();
    });

  return (
    <Dialog title={t('forward.title', { count: messages.length })} onClose={close}>
      {messages.length > 1 && (
        <Choice<'single' | 'merged'>
          label={t('forward.how')}
          value={how}
          options={[
            { value: 'single', label: t('forward.single') },
            { value: 'merged', label: t('forward.merged') },
          ]}
          onChange={setHow}
        />
      )}
      {how === 'merged' && messages.some(({ attachment }) => attachment) && (
        <p className={styles.hint}>{t('forward.namesOnly')}</p>
      )}
      <Field label={t('forward.search')} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Destinations found={found} chosen={chosen} onToggle={toggle} />
      <FailureBanner failure={failure} />
      <DialogActions>
        <Button onClick={close}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={chosen.size === 0 || chosen.size > FORWARD_MAX}
          onClick={() => void send()}
        >
          {t('forward.send', { count: chosen.size })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What several messages are called as one, and who wrote them. */
function useMerged(messages: Message[]) {
  const { t } = useTranslation();
  const me = useSession((state) => state.session?.profile);
  const chat = useUi((state) => state.chat);
  const conversation = useConversations((state) => (chat === undefined ? undefined : state.conversations.get(chat)));
  const names = useNames(chat);
  const name = me ? nameOf(me) : '';
  const title = titleOf();
  return { title, ...mergeableOf(messages, names.publicly) };

  function titleOf(): string {
    switch (conversation?.kind) {
      case 'room':
        return t('forward.fromRoom', { name: conversation.room.name });
      case 'person':
        return t('forward.fromPerson', { name, other: nameOf(conversation.profile) });
      default:
        return t('forward.fromSaved', { name });
    }
  }
}

interface DestinationsProps {
  found: NamedDestination[];
  chosen: ReadonlySet<ConversationId>;
  onToggle(id: ConversationId): void;
}

function Destinations({ found, chosen, onToggle }: DestinationsProps) {
  const { t } = useTranslation();
  if (found.length === 0) return <p className={styles.nothing}>{t('forward.nothing')}</p>;
  return (
    <ul className={styles.list} aria-label={t('forward.to')}>
      {found.map(({ id, name, face }) => (
        <li key={id}>
          <label className={styles.row}>
            <input type="checkbox" checked={chosen.has(id)} onChange={() => onToggle(id)} />
            <ChatAvatar chat={face} size="small" />
            <bdi>{name}</bdi>
          </label>
        </li>
      ))}
    </ul>
  );
}
