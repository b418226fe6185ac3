import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { useText } from '../../hooks/useText.ts';
import { attachmentNote } from '../../model/attachment-note.ts';
import { clockOf } from '../../model/attachment-text.ts';
import { failureText } from '../../model/failure.ts';
import { isShowable, isUnderWay, shareOf, stepFor, transferSteps } from '../../model/transfer.ts';
import { useStores } from '../../stores/context.tsx';
import { ProgressRing } from '../media/ProgressRing.tsx';
import { StepButton } from '../media/StepButton.tsx';
import { type TransferControl, useTransfer } from '../media/useTransfer.ts';
import { PlayButton } from './PlayButton.tsx';
import { SpeedButton } from './SpeedButton.tsx';
import { type Player, usePlayer } from './usePlayer.ts';
import styles from './Voice.module.css';
import { Waveform } from './Waveform.tsx';

interface VoiceMessageProps {
  message: Message;
  attachment: Attachment;
  tabIndex: 0 | -1;
}

/** A voice message: to be heard as soon as it is here. */
export function VoiceMessage({ message, attachment, tabIndex }: VoiceMessageProps) {
  const { mediaUrl } = useStores();
  const control = useTransfer(message.id);
  const player = usePlayer(mediaUrl({ of: 'message', id: message.id, part: 'full' }));
  const { durationMs = 0, waveform = [] } = attachment;
  const canPlay = isShowable(message);
  return (
    <div className={styles.message}>
      <div className={styles.line}>
        <Start canPlay={canPlay} attachment={attachment} control={control} player={player} tabIndex={tabIndex} />
        <div className={styles.about}>
          <Waveform
            waveform={waveform}
            durationMs={durationMs}
            position={player.position}
            tabIndex={tabIndex}
            disabled={!canPlay}
            onSeek={player.seek}
          />
          <Times durationMs={durationMs} player={player} />
        </div>
        {player.isBegun && <SpeedButton tabIndex={tabIndex} />}
        {canPlay && <Leaving attachment={attachment} control={control} tabIndex={tabIndex} />}
      </div>
      <Note attachment={attachment} control={control} hasFailed={player.hasFailed} />
    </div>
  );
}

function Times({ durationMs, player }: { durationMs: number; player: Player }) {
  const length = clockOf(durationMs);
  return <span className={styles.times}>{player.isBegun ? `${clockOf(player.position)} / ${length}` : length}</span>;
}

interface StartProps {
  canPlay: boolean;
  attachment: Attachment;
  control: TransferControl;
  player: Player;
  tabIndex: 0 | -1;
}

/** What comes first: to play it, or to have it fetched. */
function Start({ canPlay, attachment, control: { transfer, step }, player, tabIndex }: StartProps) {
  const [wanted] = transferSteps(attachment);
  if (canPlay || !wanted) {
    const { isPlaying, toggle } = player;
    return <PlayButton isPlaying={isPlaying} disabled={!canPlay} tabIndex={tabIndex} onToggle={toggle} />;
  }
  return (
    <StepButton step={wanted} isUp={false} tabIndex={tabIndex} onStep={step}>
      {isUnderWay(attachment) && <ProgressRing share={transfer && shareOf(transfer)} />}
    </StepButton>
  );
}

/** One's own can be played while it leaves; what can be done about that comes behind it. */
function Leaving({ attachment, control: { transfer, step }, tabIndex }: Omit<StartProps, 'canPlay' | 'player'>) {
  const wanted = stepFor(attachment);
  if (!wanted) return null;
  return (
    <StepButton step={wanted} isUp tabIndex={tabIndex} onStep={step}>
      {isUnderWay(attachment) && <ProgressRing share={transfer && shareOf(transfer)} />}
    </StepButton>
  );
}

interface NoteProps {
  attachment: Attachment;
  control: TransferControl;
  /** to be played */
  hasFailed: boolean;
}

/** Why it does not get on, or cannot be heard. */
function Note({ attachment, control: { failure }, hasFailed }: NoteProps) {
  const { t } = useTranslation();
  const text = useText();
  const note = failure ? failureText(failure) : attachmentNote(attachment);
  if (hasFailed) return <p className={styles.note}>{t('voice.notPlayed')}</p>;
  return note ? <p className={styles.note}>{text(note)}</p> : null;
}
