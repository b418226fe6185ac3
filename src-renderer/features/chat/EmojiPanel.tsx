import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../components/Tabs/Tabs.tsx';
import { useCellKeys } from '../../hooks/useCellKeys.ts';
import { useStores, useUi } from '../../stores/context.tsx';
import styles from './EmojiPicker.module.css';
import { type EmojiCategory, emoji } from './emoji.ts';

const COLUMNS = 8;
const categories: EmojiCategory[] = ['faces', 'gestures', 'nature', 'things'];

interface EmojiPanelProps {
  onPick(emoji: string): void;
  /** where the focus goes afterwards */
  onClosed(): void;
  /** what stands beside the emoji, if they are not alone */
  stickers?: ReactNode;
}

/** The emoji in a popover, with the stickers beside them where these can be sent. */
export function EmojiPanel({ onPick, onClosed, stickers }: EmojiPanelProps) {
  const { t } = useTranslation();
  const all = <AllEmoji onPick={onPick} />;
  return (
    <Popover.Portal>
      <Popover.Content
        className={styles.picker}
        side="top"
        align="start"
        collisionPadding={8}
        aria-label={t('emoji.title')}
        onOpenAutoFocus={focusFirst}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        {stickers ? (
          <Tabs
            label={t('emoji.title')}
            first="emoji"
            tabs={[
              { value: 'emoji', label: t('emoji.tab'), content: all },
              { value: 'stickers', label: t('stickers.title'), content: stickers },
            ]}
          />
        ) : (
          all
        )}
      </Popover.Content>
    </Popover.Portal>
  );
}

/** Arrow keys move between the emoji at once: the tabs are above them. */
function focusFirst(event: Event): void {
  const panel = event.currentTarget;
  const first = panel instanceof HTMLElement ? panel.querySelector<HTMLElement>('fieldset button') : null;
  if (!first) return;
  event.preventDefault();
  first.focus();
}

/** The ones used last come first. */
function AllEmoji({ onPick }: Pick<EmojiPanelProps, 'onPick'>) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const recent = useUi((state) => state.recentEmoji);

  function pick(symbol: string): void {
    ui.getState().useEmoji(symbol);
    onPick(symbol);
  }

  return (
    <div>
      {recent.length > 0 && <Grid title={t('emoji.recent')} symbols={recent} onPick={pick} />}
      {categories.map((category) => (
        <Grid key={category} title={t(`emoji.${category}`)} symbols={emoji[category]} onPick={pick} />
      ))}
    </div>
  );
}

interface GridProps {
  title: string;
  symbols: readonly string[];
  onPick(symbol: string): void;
}

function Grid({ title, symbols, onPick }: GridProps) {
  const move = useCellKeys(COLUMNS);
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <fieldset className={styles.grid} aria-label={title} onKeyDown={move}>
        {symbols.map((symbol, index) => (
          <button
            key={symbol}
            type="button"
            className={styles.symbol}
            tabIndex={index === 0 ? 0 : -1}
            onClick={() => onPick(symbol)}
          >
            {symbol}
          </button>
        ))}
      </fieldset>
    </section>
  );
}
