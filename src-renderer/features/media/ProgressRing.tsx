import { useTranslation } from 'react-i18next';
import styles from './Progress.module.css';

const RADIUS = 20;
const LENGTH = 2 * Math.PI * RADIUS;
/** So that it is seen that something has begun. */
const LEAST = 0.04;

/** How far something has come, round what stands in the middle; turns while that is not known. */
export function ProgressRing({ share }: { share: number | undefined }) {
  const { t } = useTranslation();
  const percent = share === undefined ? undefined : Math.floor(share * 100);
  return (
    <svg
      className={styles.ring}
      data-turns={share === undefined || undefined}
      viewBox="0 0 44 44"
      role="progressbar"
      aria-label={t('transfer.progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <circle
        cx="22"
        cy="22"
        r={RADIUS}
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - Math.max(LEAST, share ?? 0.25))}
      />
    </svg>
  );
}
