import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import { useRecording, useStores } from '../../stores/context.tsx';
import type { Recording } from '../../stores/recording.ts';
import { QuoteBar } from '../chat/QuoteBar.tsx';
import { RecordedRow } from './RecordedRow.tsx';
import { RecordingRow } from './RecordingRow.tsx';
import styles from './Voice.module.css';

/** In place of the editor while a voice message is being made. Esc leaves it. */
export function VoiceBar({ chat }: { chat: ConversationId }) {
  const { t } = useTranslation();
  const stores = useStores();
  const recording = useRecording((state) => state.recording);
  const bar = useRef<HTMLElement>(null);

  // who leaves the chat is not recorded any further, nor by a microphone that comes later; what was said can still be sent
  useEffect(() => () => stores.inBackground(stores.recording.getState().stop()), [stores]);

  // what had the focus may be gone with the phase: the keys are still for this
  const phase = recording?.phase;
  useEffect(() => {
    if (phase && document.activeElement === document.body) bar.current?.focus();
  }, [phase]);

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    stores.recording.getState().cancel();
  }

  if (!recording) return null;
  return (
    <section ref={bar} className={styles.bar} aria-label={t('voice.region')} tabIndex={-1} onKeyDown={press}>
      <QuoteBar chat={chat} />
      <Phase recording={recording} />
    </section>
  );
}

function Phase({ recording }: { recording: Recording }) {
  switch (recording.phase) {
    case 'asking':
      return <Asking />;
    case 'refused':
      return <Refused {...recording} />;
    case 'recording':
      return <RecordingRow {...recording} />;
    case 'recorded':
      return <RecordedRow {...recording} />;
  }
}

function Asking() {
  const { t } = useTranslation();
  const { recording } = useStores();
  return (
    <div className={styles.row}>
      <p className={styles.grow} role="status">
        <Spinner /> {t('voice.asking')}
      </p>
      <Button autoFocus onClick={() => recording.getState().cancel()}>
        {t('action.cancel')}
      </Button>
    </div>
  );
}

function Refused({ chat, problem }: Extract<Recording, { phase: 'refused' }>) {
  const { t } = useTranslation();
  const stores = useStores();
  return (
    <Banner
      look="danger"
      actions={
        <>
          <Button look="quiet" onClick={() => stores.inBackground(stores.recording.getState().start(chat))}>
            {t('action.retry')}
          </Button>
          <Button look="quiet" autoFocus onClick={() => stores.recording.getState().cancel()}>
            {t('action.close')}
          </Button>
        </>
      }
    >
      {t(`voice.refused.${problem}`)}
    </Banner>
  );
}
