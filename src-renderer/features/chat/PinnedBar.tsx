import { ChevronDown, Pin } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, MessageId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { Menu, MenuAction } from '../../components/Menu/Menu.tsx';
import { useText } from '../../hooks/useText.ts';
import { wordsOf } from '../../model/attachment-text.ts';
import { nextPinned } from '../../model/pinned.ts';
import { useMessages, useStores } from '../../stores/context.tsx';
import styles from './ChatBar.module.css';
import { useOpenChat } from './ChatContext.tsx';

const nothing: Message[] = [];

/** The pinned messages above the list: one is shown; a click goes there and shows the next. */
export function PinnedBar() {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  const { id, names } = useOpenChat();
  const pinned = useMessages((state) => state.pinned.get(id)) ?? nothing;
  const [shownId, setShownId] = useState<MessageId>();
  const shown = pinned.find((message) => message.id === shownId) ?? pinned[0];
  if (!shown) return null;

  const goTo = (message: Message) => stores.inBackground(stores.goToMessage(id, message.id));

  return (
    <section className={styles.bar} aria-label={t('pinned.title')}>
      <button
        type="button"
        className={styles.main}
        onClick={() => {
          goTo(shown);
          setShownId(nextPinned(pinned, shown)?.id);
        }}
      >
        <Pin size="1rem" aria-hidden="true" />
        <span className={styles.label}>
          {pinned.length > 1
            ? t('pinned.one', { index: pinned.indexOf(shown) + 1, count: pinned.length })
            : t('pinned.title')}
        </span>
        <span className={styles.text}>
          <bdi>{names.of(shown.author)}</bdi>
          {': '}
          <bdi>{text(wordsOf(shown))}</bdi>
        </span>
      </button>
      {pinned.length > 1 && (
        <Menu trigger={<IconButton label={t('pinned.all')} icon={<ChevronDown size="1.125rem" />} />}>
          {pinned.map((message) => (
            <MenuAction
              key={message.id}
              label={t('pinned.row', { name: names.of(message.author), text: text(wordsOf(message)) })}
              run={() => goTo(message)}
            />
          ))}
        </Menu>
      )}
    </section>
  );
}
