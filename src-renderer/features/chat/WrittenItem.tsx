import { useTranslation } from 'react-i18next';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useAskFor } from '../../hooks/useNames.ts';
import { useText } from '../../hooks/useText.ts';
import { wordsOf } from '../../model/attachment-text.ts';
import type { MessageRow } from '../../model/history.ts';
import type { WrittenMessage } from '../../model/lines.ts';
import { avatarHue } from '../../model/names.ts';
import { useChatView, useStores } from '../../stores/context.tsx';
import { Bubble } from './Bubble.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './MessageItem.module.css';
import { MessageMeta } from './MessageMeta.tsx';
import { Reactions } from './Reactions.tsx';

interface WrittenItemProps {
  row: MessageRow;
  message: WrittenMessage;
  tabIndex: 0 | -1;
  onFocus(): void;
}

/** What somebody has written: picture and name, the text, what became of it and what others make of it. */
export function WrittenItem({ row, message, tabIndex, onFocus }: WrittenItemProps) {
  const { kind, names } = useOpenChat();
  const { author, own } = message;
  useAskFor(names, [author]);
  const person = names.profileOf(author);
  const isNamed = kind === 'room' && !own && row.startsGroup;
  return (
    <div className={styles.message} data-own={own} data-starts={row.startsGroup}>
      <SelectBox message={message} />
      <span className={styles.avatar}>{row.startsGroup && person && <Avatar person={person} size="small" />}</span>
      <div className={styles.body}>
        {isNamed && (
          <bdi className={styles.name} data-hue={avatarHue(author)} aria-hidden="true">
            {names.of(author)}
          </bdi>
        )}
        <div className={styles.line}>
          <Bubble message={message} tabIndex={tabIndex} onFocus={onFocus} />
          <MessageMeta row={row} />
        </div>
        <Reactions message={message} tabIndex={tabIndex} />
        {message.state === 'failed' && <Problem message={message} />}
      </div>
    </div>
  );
}

/** Chooses the message, while several are being chosen. Its label fills the row, so that a click anywhere counts. */
function SelectBox({ message }: { message: WrittenMessage }) {
  const { t } = useTranslation();
  const text = useText();
  const { id, author } = message;
  const { chatView } = useStores();
  const { names } = useOpenChat();
  const isSelecting = useChatView((state) => state.selected !== undefined);
  const isSelected = useChatView((state) => state.selected?.has(id) ?? false);
  if (!isSelecting) return null;
  return (
    <label className={styles.select}>
      <input type="checkbox" checked={isSelected} onChange={() => chatView.getState().toggle(id)} />
      <span className="visually-hidden">
        {t('select.message', { name: names.of(author), text: text(wordsOf(message)) })}
      </span>
    </label>
  );
}

/** Why a message was not sent, and what can be done. */
function Problem({ message: { id, problem } }: { message: WrittenMessage }) {
  const { t } = useTranslation();
  const stores = useStores();
  const messages = stores.messages.getState();
  return (
    <p className={styles.problem} role="alert">
      <span>{problem ? t(`sendProblem.${problem}`) : t('messageState.failed')}</span>
      <Button look="quiet" onClick={() => stores.inBackground(messages.retry(id))}>
        {t('chat.retry')}
      </Button>
      <Button look="quiet" onClick={() => stores.inBackground(messages.discard(id))}>
        {t('chat.discard')}
      </Button>
    </p>
  );
}
