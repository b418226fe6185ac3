import { Megaphone } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextMenu } from '../../components/Menu/Menu.tsx';
import type { WrittenMessage } from '../../model/lines.ts';
import { isMentioned } from '../../model/mentions.ts';
import { useChatView, useSettings, useStores } from '../../stores/context.tsx';
import { AttachmentBody } from '../media/AttachmentBody.tsx';
import styles from './Bubble.module.css';
import { useOpenChat } from './ChatContext.tsx';
import { EmojiPanel } from './EmojiPanel.tsx';
import { MergedCard } from './MergedCard.tsx';
import { MessageText } from './MessageText.tsx';
import { MessageTimes } from './MessageTimes.tsx';
import { QuoteBlock } from './QuoteBlock.tsx';
import { useMessageActions } from './useMessageActions.tsx';

interface BubbleProps {
  message: WrittenMessage;
  tabIndex: 0 | -1;
  onFocus(): void;
}

/** The message itself, with its menu. */
export function Bubble({ message, tabIndex, onFocus }: BubbleProps) {
  const { t } = useTranslation();
  const { chatView } = useStores();
  const { me, names } = useOpenChat();
  const article = useRef<HTMLElement>(null);
  const [isPicking, setPicking] = useState(false);
  const actions = useMessageActions(message);
  const isTarget = useChatView((state) => state.target?.id === message.id);
  const isStyled = useSettings((state) => state.settings.textStyles);
  const afterMenu = useRef<() => void>(undefined);
  const { id, own, author, kind, quote, style, attachment } = message;

  // the menu gives the focus back at its very end: what puts it elsewhere has to wait for that
  function menuClosed(event: Event): void {
    const run = afterMenu.current;
    if (!run) return;
    afterMenu.current = undefined;
    event.preventDefault();
    run();
  }

  function later(run: () => void): void {
    afterMenu.current = run;
  }

  function press(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || !actions.byKey(event)) return;
    event.preventDefault();
  }

  return (
    <Popover.Root open={isPicking} onOpenChange={setPicking}>
      <ContextMenu
        items={() => actions.menu(later)}
        row={() => actions.quickReactions(() => later(() => setPicking(true)))}
        note={<MessageTimes message={message} />}
        onClosed={menuClosed}
      >
        <Popover.Anchor asChild>
          <article
            ref={article}
            className={styles.bubble}
            tabIndex={tabIndex}
            data-message={id}
            data-own={own}
            data-kind={kind}
            data-carries={attachment?.kind}
            data-bare={isBare(message) || undefined}
            data-mentions-me={(!own && isMentioned(message.mentions, me)) || undefined}
            data-target={isTarget || undefined}
            data-size={isStyled ? style?.size : undefined}
            data-colour={isStyled ? style?.colour : undefined}
            onAnimationEnd={() => chatView.getState().arrived()}
            onFocus={onFocus}
            onKeyDown={press}
          >
            <span className="visually-hidden">{own ? t('chat.mine') : names.of(author)}</span>
            {kind === 'notice' && (
              <span className={styles.notice}>
                <Megaphone size="0.875rem" aria-hidden="true" /> {t('chat.notice')}
              </span>
            )}
            {quote && <QuoteBlock quote={quote} tabIndex={tabIndex} />}
            <Content message={message} tabIndex={tabIndex} />
          </article>
        </Popover.Anchor>
      </ContextMenu>
      <EmojiPanel
        onPick={(emoji) => {
          setPicking(false);
          actions.react(emoji);
        }}
        onClosed={() => article.current?.focus()}
      />
    </Popover.Root>
  );
}

/** What it says, carries, or is made of. */
function Content({ message, tabIndex }: Pick<BubbleProps, 'message' | 'tabIndex'>) {
  const { merged, attachment, text } = message;
  if (merged) return <MergedCard merged={merged} tabIndex={tabIndex} />;
  if (!attachment) return <MessageText message={message} />;
  return (
    <>
      <AttachmentBody message={message} attachment={attachment} tabIndex={tabIndex} />
      {text !== '' && <MessageText message={message} />}
    </>
  );
}

/** A picture or sticker with nothing beside it. */
function isBare({ text, quote, attachment }: WrittenMessage): boolean {
  const isPicture = attachment?.kind === 'picture' || attachment?.kind === 'sticker';
  return isPicture && text === '' && quote === undefined;
}
