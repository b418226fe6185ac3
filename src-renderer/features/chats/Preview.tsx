import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { useAskFor, useLineNames, useNames } from '../../hooks/useNames.ts';
import { useText } from '../../hooks/useText.ts';
import { peopleIn, previewOf } from '../../model/lines.ts';
import { useDrafts, useTyping } from '../../stores/context.tsx';
import { MessageStateIcon } from '../chat/MessageStateIcon.tsx';
import styles from './Row.module.css';

/** The second line of a chat in the list: who is typing, the draft, or the newest line. */
export function Preview({ conversation, isSelected }: { conversation: Conversation; isSelected: boolean }) {
  const { t } = useTranslation();
  const { id, last, isMentioned } = conversation;
  const draft = useDrafts((state) => state.texts.get(id)) ?? conversation.draft;
  const isTyping = useTyping((state) => conversation.kind === 'person' && state.typing.has(conversation.id));
  if (isTyping) return <span className={styles.typing}>{t('presence.typing')}</span>;
  if (draft.trim() && !isSelected) {
    return (
      <span className={styles.preview}>
        <span className={styles.mark}>{t('chats.draft')}</span> <bdi>{draft}</bdi>
      </span>
    );
  }
  if (!last) return <span className={styles.preview}>{t('chats.noMessages')}</span>;
  return (
    <span className={styles.preview}>
      {isMentioned && <span className={styles.mark}>{t('chats.mentioned')} </span>}
      <NewestLine conversation={conversation} last={last} />
    </span>
  );
}

type Last = NonNullable<Conversation['last']>;

function NewestLine({ conversation: { id, kind }, last }: { conversation: Conversation; last: Last }) {
  const { t } = useTranslation();
  const text = useText();
  const names = useNames(id);
  const lineNames = useLineNames(names);
  const isWritten = last.kind === 'text' || last.kind === 'notice';
  useAskFor(names, last.event ? peopleIn(last.event) : [last.author]);
  const isOnItsWay = last.state === 'sending' || last.state === 'sent' || last.state === 'failed';
  return (
    <>
      {last.own && isWritten && isOnItsWay && <MessageStateIcon state={last.state} />}
      {last.own && isWritten && kind !== 'saved' && t('chats.own')}
      {!last.own && isWritten && kind === 'room' && (
        <>
          <bdi>{names.of(last.author)}</bdi>
          {': '}
        </>
      )}
      <bdi>{text(previewOf(last, lineNames))}</bdi>
    </>
  );
}
