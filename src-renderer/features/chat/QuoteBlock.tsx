import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quote } from '../../../src-main/contract/model.ts';
import { useAskFor } from '../../hooks/useNames.ts';
import { useText } from '../../hooks/useText.ts';
import { wordsOf } from '../../model/attachment-text.ts';
import type { TextRef } from '../../model/failure.ts';
import { useMessages, useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './QuoteBlock.module.css';

/** The message that a text answers; a click shows it where it stands. */
export function QuoteBlock({ quote, tabIndex }: { quote: Quote; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const stores = useStores();
  const { id, names } = useOpenChat();
  const text = useText();
  const words = useQuotedWords(quote);
  const [isGone, setGone] = useState(false);
  useAskFor(names, [quote.author]);

  const show = () =>
    stores.inBackground(
      stores.goToMessage(id, quote.id).then((isThere) => {
        setGone(!isThere);
      }),
    );

  return (
    <button type="button" className={styles.quote} tabIndex={tabIndex} onClick={show}>
      <span className="visually-hidden">{t('chat.inReplyTo')}</span>
      <bdi className={styles.name}>{names.of(quote.author)}</bdi>
      <span className={styles.text} dir="auto">
        {text(words)}
      </span>
      {quote.isUnknown && <span className={styles.note}>{t('chat.quoteUnknown')}</span>}
      {isGone && !quote.isUnknown && (
        <span className={styles.note} role="status">
          {t('chat.quoteGone')}
        </span>
      )}
    </button>
  );
}

/** A quote has the words of a message only: what it carries is known while the message itself is. */
function useQuotedWords({ id, text }: Quote): string | TextRef {
  const chat = useOpenChat().id;
  const original = useMessages((state) => state.histories.get(chat)?.messages.find((message) => message.id === id));
  if (original?.attachment) return wordsOf(original);
  return text === '' ? { key: 'attachment.line.some' } : text;
}
