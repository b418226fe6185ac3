import { useTranslation } from 'react-i18next';
import { HIDDEN_TEXT_LIMIT } from '../../../src-main/contract/attachment.ts';
import styles from './Attach.module.css';

interface CapacityMeterProps {
  id: string;
  /** bytes of the text */
  used: number;
  /** bytes that the picture can hide */
  capacity: number;
}

/** How much more can be hidden in the picture. */
export function CapacityMeter({ id, used, capacity }: CapacityMeterProps) {
  const { t } = useTranslation();
  const most = Math.min(capacity, HIDDEN_TEXT_LIMIT);
  const left = most - used;
  return (
    <div id={id} className={styles.meter} data-over={left < 0 || undefined}>
      <meter min={0} max={most} value={Math.min(used, most)} aria-label={t('hide.meter')} />
      <span role="status">{left < 0 ? t('hide.over', { count: -left }) : t('hide.left', { count: left })}</span>
    </div>
  );
}
