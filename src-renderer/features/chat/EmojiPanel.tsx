import { Popover } from 'radix-ui';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { nextCell } from '../../model/rows.ts';
import { useStores, useUi } from '../../stores/context.tsx';
import styles from './EmojiPicker.module.css';
import { type EmojiCategory, emoji } from './emoji.ts';

const COLUMNS = 8;
const categories: EmojiCategory[] = ['faces', 'gestures', 'nature', 'things'];

interface EmojiPanelProps {
  onPick(emoji: string): void;
  /** where the focus goes afterwards */
  onClosed(): void;
}

/** The emoji in a popover; the ones used last come first. */
export function EmojiPanel({ onPick, onClosed }: EmojiPanelProps) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const recent = useUi((state) => state.recentEmoji);

  function pick(symbol: string): void {
    ui.getState().useEmoji(symbol);
    onPick(symbol);
  }

  return (
    <Popover.Portal>
      <Popover.Content
        className={styles.picker}
        side="top"
        align="start"
        collisionPadding={8}
        aria-label={t('emoji.title')}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        {recent.length > 0 && <Grid title={t('emoji.recent')} symbols={recent} onPick={pick} />}
        {categories.map((category) => (
          <Grid key={category} title={t(`emoji.${category}`)} symbols={emoji[category]} onPick={pick} />
        ))}
      </Popover.Content>
    </Popover.Portal>
  );
}

interface GridProps {
  title: string;
  symbols: readonly string[];
  onPick(symbol: string): void;
}

function Grid({ title, symbols, onPick }: GridProps) {
  function move(event: KeyboardEvent): void {
    const cells = [...event.currentTarget.querySelectorAll('button')];
    const index = cells.findIndex((cell) => cell.matches(':focus'));
    const next = nextCell(index, event.key, COLUMNS, cells.length);
    if (next === undefined) return;
    event.preventDefault();
    cells[next]?.focus();
  }

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
