import { useTranslation } from 'react-i18next';
import { usePlaying, useStores } from '../../stores/context.tsx';
import styles from './Voice.module.css';

/** How fast sounds are played; each press takes the next speed. */
export function SpeedButton({ tabIndex }: { tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { playing } = useStores();
  const speed = usePlaying((state) => state.speed);
  return (
    <button
      type="button"
      className={styles.speed}
      tabIndex={tabIndex}
      data-fast={speed > 1 || undefined}
      aria-label={t('voice.speed', { speed })}
      onClick={() => playing.getState().nextSpeed()}
    >
      {t('voice.times', { speed })}
    </button>
  );
}
