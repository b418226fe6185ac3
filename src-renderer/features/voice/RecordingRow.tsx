import { Square, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VOICE_MS_LIMIT } from '../../../src-main/contract/attachment.ts';
import { Button, IconButton } from '../../components/Button/Button.tsx';
import { clockOf } from '../../model/attachment-text.ts';
import { useStores } from '../../stores/context.tsx';
import type { Recording } from '../../stores/recording.ts';
import { LiveWaveform } from './LiveWaveform.tsx';
import styles from './Voice.module.css';

const MINUTE_MS = 60_000;

/** While it is being recorded: how long already, and how loud. */
export function RecordingRow({ levels }: Extract<Recording, { phase: 'recording' }>) {
  const { t } = useTranslation();
  const stores = useStores();
  const recording = stores.recording.getState();
  const elapsed = levels.at(-1)?.at ?? 0;
  return (
    <div className={styles.row}>
      <IconButton label={t('voice.discard')} icon={<Trash2 size="1.125rem" />} onClick={() => recording.cancel()} />
      <span className={styles.clock} role="timer" aria-label={t('voice.recording')}>
        {clockOf(elapsed)}
      </span>
      <LiveWaveform levels={levels} />
      <span className={styles.hint}>
        {elapsed > VOICE_MS_LIMIT - MINUTE_MS
          ? t('voice.limit', { minutes: VOICE_MS_LIMIT / MINUTE_MS })
          : t('voice.stopHint')}
      </span>
      <Button look="primary" autoFocus onClick={() => stores.inBackground(recording.stop())}>
        <Square size="0.875rem" fill="currentcolor" aria-hidden="true" />
        {t('voice.stop')}
      </Button>
    </div>
  );
}
