import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { nameOf } from '../../model/names.ts';
import { sendsMessage } from '../../model/shortcuts.ts';
import { charactersLeft } from '../../model/text-limit.ts';
import { useSettings } from '../../stores/context.tsx';
import styles from './Editor.module.css';
import { EmojiPicker } from './EmojiPicker.tsx';
import { useEditor } from './useEditor.ts';

/** Where one writes. What is typed is the chat's draft until it is sent. */
export function Editor({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const sendKey = useSettings((state) => state.settings.sendKey);
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, type, insert, send, failure, canSend } = useEditor(conversation, field);

  function press(event: KeyboardEvent): void {
    if (!sendsMessage(event.nativeEvent, sendKey)) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <FailureBanner failure={failure} />
      <div className={styles.tools}>
        <EmojiPicker onPick={insert} onClose={() => field.current?.focus()} />
      </div>
      <textarea
        ref={field}
        className={styles.field}
        aria-label={t('chat.editor', { name: nameOf(conversation.profile) })}
        placeholder={t('chat.placeholder')}
        dir="auto"
        rows={3}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
      />
      <div className={styles.end}>
        <Limit text={text} />
        <span className={styles.hint}>
          {sendKey === 'enter' ? t('chat.sendHintEnter') : t('chat.sendHintCtrlEnter')}
        </span>
        <Button type="submit" look="primary" disabled={!canSend}>
          {t('chat.send')}
          <SendHorizontal size="1rem" aria-hidden="true" />
        </Button>
      </div>
    </form>
  );
}

/** How much room is left, once it gets scarce. */
function Limit({ text }: { text: string }) {
  const { t } = useTranslation();
  const left = charactersLeft(text);
  if (left === undefined) return null;
  return (
    <span className={styles.limit} data-over={left < 0} role="status">
      {left < 0 ? t('chat.over', { count: -left }) : t('chat.left', { count: left })}
    </span>
  );
}
