import { Reply, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useText } from '../../hooks/useText.ts';
import { wordsOf } from '../../model/attachment-text.ts';
import { isolate } from '../../model/names.ts';
import { useComposing, useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './Editor.module.css';
import { focusEditor } from './focusEditor.ts';

/** Above the editor: the message that is being answered. */
export function QuoteBar({ chat }: { chat: ConversationId }) {
  const { t } = useTranslation();
  const text = useText();
  const { composing } = useStores();
  const { names } = useOpenChat();
  const quote = useComposing((state) => state.quotes.get(chat));
  if (!quote) return null;
  return (
    <div className={styles.quote} role="status">
      <Reply size="1rem" aria-hidden="true" />
      <p>
        <span className={styles.to}>{t('chat.replyTo', { name: isolate(names.of(quote.author)) })}</span>{' '}
        <bdi>{text(wordsOf(quote))}</bdi>
      </p>
      <IconButton
        label={t('chat.dropQuote')}
        icon={<X size="1rem" />}
        onClick={() => {
          composing.getState().dropQuote(chat);
          focusEditor();
        }}
      />
    </div>
  );
}
