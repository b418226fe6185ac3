import { type KeyboardEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CAPTION_LIMIT } from '../../../src-main/contract/attachment.ts';
import type { ContractError } from '../../../src-main/contract/errors.ts';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { sendsMessage } from '../../model/shortcuts.ts';
import { charactersLeft } from '../../model/text-limit.ts';
import { useSettings } from '../../stores/context.tsx';
import { DraftArea } from '../chat/DraftArea.tsx';
import { EmojiPicker } from '../chat/EmojiPicker.tsx';
import { MentionList } from '../chat/MentionList.tsx';
import { QuoteBar } from '../chat/QuoteBar.tsx';
import { useEditor } from '../chat/useEditor.ts';
import { useMentions } from '../chat/useMentions.ts';
import styles from './Attach.module.css';

interface CaptionProps {
  conversation: Conversation;
  failure: ContractError | undefined;
  onSend(): void;
}

/** The words that go along: the chat's draft, in a smaller editor. */
export function Caption({ conversation, failure, onSend }: CaptionProps) {
  const { t } = useTranslation();
  const sendKey = useSettings((state) => state.settings.sendKey);
  const field = useRef<HTMLTextAreaElement>(null);
  const editor = useEditor(conversation, field);
  const mentions = useMentions(conversation, editor, field);
  const listId = useId();
  const left = charactersLeft(editor.text, CAPTION_LIMIT);

  function press(event: KeyboardEvent): void {
    if (mentions.press(event)) return event.stopPropagation();
    if (!sendsMessage(event.nativeEvent, sendKey)) return;
    event.preventDefault();
    onSend();
  }

  return (
    <div className={styles.words}>
      <FailureBanner failure={failure} />
      <QuoteBar chat={conversation.id} />
      <MentionList id={listId} mentions={mentions} />
      <div className={styles.caption}>
        <DraftArea
          ref={field}
          editor={editor}
          mentions={mentions}
          listId={listId}
          aria-label={t('attach.caption')}
          placeholder={t('attach.caption')}
          rows={1}
          onKeyDown={press}
        />
        <EmojiPicker onPick={editor.insert} onClose={() => field.current?.focus()} />
      </div>
      {left !== undefined && (
        <p className={styles.limit} data-over={left < 0 || undefined} role="status">
          {left < 0 ? t('chat.over', { count: -left }) : t('chat.left', { count: left })}
        </p>
      )}
    </div>
  );
}
