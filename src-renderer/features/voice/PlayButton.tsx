import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './Voice.module.css';

interface PlayButtonProps {
  isPlaying: boolean;
  disabled?: boolean;
  tabIndex?: 0 | -1;
  onToggle(): void;
}

/** The round button before a sound. */
export function PlayButton({ isPlaying, disabled = false, tabIndex = 0, onToggle }: PlayButtonProps) {
  const { t } = useTranslation();
  const Icon = isPlaying ? Pause : Play;
  return (
    <button
      type="button"
      className={styles.play}
      tabIndex={tabIndex}
      disabled={disabled}
      aria-label={isPlaying ? t('voice.pause') : t('voice.play')}
      onClick={onToggle}
    >
      <Icon size="1.25rem" fill="currentcolor" strokeWidth={1.5} aria-hidden="true" />
    </button>
  );
}
