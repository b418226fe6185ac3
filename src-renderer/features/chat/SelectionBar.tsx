import { Copy, Forward, Layers, Trash2, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, MessageId } from '../../../src-main/contract/model.ts';
import { Button, IconButton } from '../../components/Button/Button.tsx';
import { useText } from '../../hooks/useText.ts';
import { wordsOf } from '../../model/attachment-text.ts';
import { copyToClipboard } from '../../model/clipboard.ts';
import { copyText, hasLeft } from '../../model/message-actions.ts';
import { useChatView, useMessages, useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './SelectionBar.module.css';

const none: ReadonlySet<MessageId> = new Set();

/** In place of the editor while several messages are being chosen: what can be done with them. Esc leaves. */
export function SelectionBar() {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  const { ui, chatView } = stores;
  const { id, names } = useOpenChat();
  const selected = useChatView((state) => state.selected) ?? none;
  const history = useMessages((state) => state.histories.get(id)?.messages);
  const messages = history?.filter((message) => selected.has(message.id)) ?? [];
  const isEmpty = messages.length === 0;
  const { openDialog } = ui.getState();
  const end = chatView.getState().endSelection;
  useEndByEsc(end);

  function copy(): void {
    const lines = messages.map(
      (message) => `${names.of(message.author)}: ${text(message.attachment ? wordsOf(message) : copyText(message))}`,
    );
    stores.inBackground(copyToClipboard(lines.join('\n')));
    end();
  }

  const forward = (merged: boolean) => openDialog({ kind: 'forward', messages, merged });

  return (
    <section className={styles.bar} aria-label={t('select.title')}>
      <span className={styles.count} role="status">
        {t('select.count', { count: messages.length })}
      </span>
      <Button look="quiet" disabled={isEmpty} onClick={() => forward(false)}>
        <Forward size="1rem" aria-hidden="true" />
        {t('select.forward')}
      </Button>
      <Button look="quiet" disabled={messages.length < 2} onClick={() => forward(true)}>
        <Layers size="1rem" aria-hidden="true" />
        {t('select.merge')}
      </Button>
      <Button look="quiet" disabled={isEmpty} onClick={copy}>
        <Copy size="1rem" aria-hidden="true" />
        {t('action.copy')}
      </Button>
      <Button
        look="quiet"
        disabled={isEmpty || !messages.every(hasLeft)}
        onClick={() => openDialog({ kind: 'delete-messages', messages: messages.map(idOf) })}
      >
        <Trash2 size="1rem" aria-hidden="true" />
        {t('messageAction.delete')}
      </Button>
      <IconButton label={t('select.end')} icon={<X size="1.25rem" />} onClick={end} />
    </section>
  );
}

function idOf({ id }: Message): MessageId {
  return id;
}

function useEndByEsc(end: () => void): void {
  const { ui } = useStores();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || ui.getState().dialog) return;
      event.preventDefault();
      end();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [ui, end]);
}
