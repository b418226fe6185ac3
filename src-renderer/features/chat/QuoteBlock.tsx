import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quote } from '../../../src-main/contract/model.ts';
import { useAskFor } from '../../hooks/useNames.ts';
import { useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './QuoteBlock.module.css';

/** The message that a text answers; a click shows it where it stands. */
export function QuoteBlock({ quote, tabIndex }: { quote: Quote; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const stores = useStores();
  const { id, names } = useOpenChat();
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
        {quote.text}
      </span>
      {isGone && (
        <span className={styles.gone} role="status">
          {t('chat.quoteGone')}
        </span>
      )}
    </button>
  );
}
