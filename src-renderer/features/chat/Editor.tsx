import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { sendsMessage } from '../../model/shortcuts.ts';
import { charactersLeft } from '../../model/text-limit.ts';
import { useComposing, useSettings } from '../../stores/context.tsx';
import { AttachButton } from '../attach/AttachButton.tsx';
import { DropOverlay } from '../attach/DropOverlay.tsx';
import { useFileInput } from '../attach/useFileInput.ts';
import { HiddenToolItem } from '../hidden/HiddenToolButton.tsx';
import { VoiceButton } from '../voice/VoiceButton.tsx';
import { DraftArea } from './DraftArea.tsx';
import styles from './Editor.module.css';
import { EmojiPicker } from './EmojiPicker.tsx';
import { MentionList } from './MentionList.tsx';
import { NudgeButton } from './NudgeButton.tsx';
import { QuoteBar } from './QuoteBar.tsx';
import { StylePicker } from './StylePicker.tsx';
import { useEditor } from './useEditor.ts';
import { useMentions } from './useMentions.ts';

/** Where one writes. What is typed is the chat's draft until it is sent. */
export function Editor({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const sendKey = useSettings((state) => state.settings.sendKey);
  const isStyled = useSettings((state) => state.settings.textStyles);
  const style = useComposing((state) => state.style);
  const nameOf = useChatNames();
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const editor = useEditor(conversation, field);
  const mentions = useMentions(conversation, editor, field);
  const isHeldOver = useFileInput(conversation.id);

  function press(event: KeyboardEvent): void {
    if (mentions.press(event)) return;
    if (event.key === 'Escape' && editor.dropQuote()) return event.preventDefault();
    if (!sendsMessage(event.nativeEvent, sendKey)) return;
    event.preventDefault();
    editor.send();
  }

  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        editor.send();
      }}
    >
      {isHeldOver && <DropOverlay name={nameOf(conversation)} />}
      <FailureBanner failure={editor.failure} />
      <QuoteBar chat={conversation.id} />
      <MentionList id={listId} mentions={mentions} />
      <div className={styles.tools}>
        <EmojiPicker chat={conversation.id} onPick={editor.insert} onClose={() => field.current?.focus()} />
        <AttachButton chat={conversation.id}>
          <HiddenToolItem />
        </AttachButton>
        <VoiceButton chat={conversation.id} />
        {isStyled && <StylePicker onClosed={() => field.current?.focus()} />}
        {conversation.kind === 'person' && <NudgeButton account={conversation.id} />}
      </div>
      <DraftArea
        ref={field}
        editor={editor}
        mentions={mentions}
        listId={listId}
        className={styles.field}
        data-editor
        data-size={isStyled ? style.size : undefined}
        data-colour={isStyled ? style.colour : undefined}
        aria-label={t('chat.editor', { name: nameOf(conversation) })}
        placeholder={t('chat.placeholder')}
        rows={3}
        onKeyDown={press}
      />
      <div className={styles.end}>
        <Limit text={editor.text} />
        <span className={styles.hint}>
          {sendKey === 'enter' ? t('chat.sendHintEnter') : t('chat.sendHintCtrlEnter')}
        </span>
        <Button type="submit" look="primary" disabled={!editor.canSend}>
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
