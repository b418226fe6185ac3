import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Merged } from '../../../src-main/contract/model.ts';
import { placed } from '../../model/merged.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './MergedCard.module.css';

const SHOWN = 3;

/** Several messages that were forwarded as one: the first few, and a way to all of them. */
export function MergedCard({ merged, tabIndex }: { merged: Merged; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { title, items } = merged;
  return (
    <button
      type="button"
      className={styles.card}
      tabIndex={tabIndex}
      onClick={() => ui.getState().openDialog({ kind: 'merged', merged })}
    >
      <span className={styles.title} dir="auto">
        {title}
      </span>
      {placed(items.slice(0, SHOWN)).map(({ place, name, text }) => (
        <span key={place} className={styles.item}>
          <bdi>{name}</bdi>
          {': '}
          <bdi>{text || t('attachment.line.some')}</bdi>
        </span>
      ))}
      <span className={styles.more}>
        {t('merged.open', { count: items.length })}
        <ChevronRight size="0.875rem" aria-hidden="true" />
      </span>
    </button>
  );
}
