import { SendHorizontal, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button, IconButton } from '../../components/Button/Button.tsx';
import { useText } from '../../hooks/useText.ts';
import { clockOf } from '../../model/attachment-text.ts';
import { failureText } from '../../model/failure.ts';
import { useStores } from '../../stores/context.tsx';
import type { Recorded, Recording } from '../../stores/recording.ts';
import { PlayButton } from './PlayButton.tsx';
import { usePlayer } from './usePlayer.ts';
import styles from './Voice.module.css';
import { Waveform } from './Waveform.tsx';

/** What was recorded: to be listened to, sent, or dropped. */
export function RecordedRow({ chat, recorded, isSending }: Extract<Recording, { phase: 'recorded' }>) {
  const { t } = useTranslation();
  const stores = useStores();
  const { staged, failure } = recorded;
  const send = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const isElsewhere = document.activeElement instanceof HTMLButtonElement;
    if (staged && !isElsewhere) send.current?.focus();
  }, [staged]);

  return (
    <>
      {failure && <Failed recorded={recorded} />}
      <div className={styles.row}>
        <IconButton
          label={t('voice.discard')}
          icon={<Trash2 size="1.125rem" />}
          onClick={() => stores.recording.getState().cancel()}
        />
        <Listen recorded={recorded} />
        <Button
          ref={send}
          look="primary"
          busy={isSending || (!staged && !failure)}
          disabled={!staged}
          onClick={() => stores.inBackground(stores.sendRecording(chat))}
        >
          {t('voice.send')}
          <SendHorizontal size="1rem" aria-hidden="true" />
        </Button>
      </div>
    </>
  );
}

function Listen({ recorded: { durationMs, waveform, staged } }: { recorded: Recorded }) {
  const { t } = useTranslation();
  const { mediaUrl, playing } = useStores();
  const url = staged ? mediaUrl({ of: 'staged', id: staged.id, part: 'full' }) : '';
  const player = usePlayer(url);

  // it is not heard any more once it is sent or dropped
  useEffect(() => () => playing.getState().stop(url), [playing, url]);

  return (
    <>
      <PlayButton isPlaying={player.isPlaying} disabled={!staged} onToggle={player.toggle} />
      <Waveform
        waveform={waveform}
        durationMs={durationMs}
        position={player.position}
        disabled={!staged}
        onSeek={player.seek}
      />
      <span className={styles.times}>
        {player.isBegun ? `${clockOf(player.position)} / ${clockOf(durationMs)}` : clockOf(durationMs)}
      </span>
      {player.hasFailed && <span role="alert">{t('voice.notPlayed')}</span>}
    </>
  );
}

function Failed({ recorded: { staged, failure } }: { recorded: Recorded }) {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  if (!failure) return null;
  return (
    <Banner
      look="danger"
      actions={
        !staged && (
          <Button look="quiet" onClick={() => stores.inBackground(stores.recording.getState().again())}>
            {t('action.retry')}
          </Button>
        )
      }
    >
      {text(failureText(failure))}
    </Banner>
  );
}
