import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Sticker } from '../../../src-main/contract/attachment.ts';
import { ContextMenu } from '../../components/Menu/Menu.tsx';
import { useCellKeys } from '../../hooks/useCellKeys.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './Stickers.module.css';

const COLUMNS = 4;

interface StickerGridProps {
  stickers: readonly Sticker[];
  onPick(sticker: Sticker): void;
  onRemove(sticker: Sticker): void;
}

/** One's stickers, to be sent with one press. Right click or Delete removes one. */
export function StickerGrid({ stickers, onPick, onRemove }: StickerGridProps) {
  const { t } = useTranslation();
  const move = useCellKeys(COLUMNS);
  return (
    <fieldset className={styles.grid} aria-label={t('stickers.title')} onKeyDown={move}>
      {stickers.map((sticker, index) => (
        <Cell
          key={sticker.id}
          sticker={sticker}
          number={index + 1}
          onPick={() => onPick(sticker)}
          onRemove={() => onRemove(sticker)}
        />
      ))}
    </fieldset>
  );
}

interface CellProps {
  sticker: Sticker;
  number: number;
  onPick(): void;
  onRemove(): void;
}

function Cell({ sticker, number, onPick, onRemove }: CellProps) {
  const { t } = useTranslation();
  const { mediaUrl } = useStores();
  const remove = {
    label: t('stickers.remove'),
    icon: <Trash2 size="1rem" aria-hidden="true" />,
    danger: true,
    run: onRemove,
  };
  return (
    <ContextMenu items={[remove]}>
      <button
        type="button"
        className={styles.cell}
        tabIndex={number === 1 ? 0 : -1}
        aria-label={t('stickers.number', { number })}
        onClick={onPick}
        onKeyDown={(event) => {
          if (event.key !== 'Delete') return;
          event.preventDefault();
          onRemove();
        }}
      >
        <img src={mediaUrl({ of: 'sticker', id: sticker.id, part: 'full' })} alt="" loading="lazy" draggable={false} />
      </button>
    </ContextMenu>
  );
}
