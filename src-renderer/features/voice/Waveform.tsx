import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../model/attachment-text.ts';
import { barsOf, seekStep } from '../../model/waveform.ts';
import styles from './Waveform.module.css';

const BARS = 48;
const BAR_WIDTH = 2;
const GAP = 2;
const HEIGHT = 28;
const WIDTH = BARS * (BAR_WIDTH + GAP) - GAP;

/** How loud a sound is, bar by bar; those before `share` (0 to 1) have been heard. */
function Bars({ waveform, share }: { waveform: readonly number[]; share: number }) {
  return (
    <svg className={styles.bars} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {barsOf(waveform, BARS).map((level, index) => {
        const height = Math.max(BAR_WIDTH, level * HEIGHT);
        const x = index * (BAR_WIDTH + GAP);
        return (
          <rect
            key={x}
            data-heard={index < share * BARS || undefined}
            x={x}
            y={(HEIGHT - height) / 2}
            width={BAR_WIDTH}
            height={height}
            rx={1}
          />
        );
      })}
    </svg>
  );
}

interface WaveformProps {
  waveform: readonly number[];
  durationMs: number;
  /** milliseconds from the beginning */
  position: number;
  tabIndex?: 0 | -1;
  /** nothing is here yet to be played */
  disabled?: boolean;
  onSeek(position: number): void;
}

/** A sound as it was heard, which is also where to go on from: by a click, by drawing, with the arrow keys. */
export function Waveform({ waveform, durationMs, position, tabIndex = 0, disabled = false, onSeek }: WaveformProps) {
  const { t } = useTranslation();

  function seek(to: number): void {
    onSeek(Math.round(Math.min(durationMs, Math.max(0, to))));
  }

  function seekTo({ currentTarget, clientX }: PointerEvent): void {
    const { left, width } = currentTarget.getBoundingClientRect();
    seek(((clientX - left) / width) * durationMs);
  }

  function press(event: KeyboardEvent): void {
    const to = targetOf(event.key, position, durationMs);
    if (to === undefined || disabled) return;
    event.preventDefault();
    event.stopPropagation();
    seek(to);
  }

  return (
    <div
      className={styles.waveform}
      role="slider"
      aria-label={t('voice.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(position / 1000)}
      aria-valuetext={t('voice.positionOf', { position: clockOf(position), length: clockOf(durationMs) })}
      aria-disabled={disabled || undefined}
      tabIndex={disabled ? -1 : tabIndex}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      <Bars waveform={waveform} share={position / durationMs} />
    </div>
  );
}

function targetOf(key: string, position: number, durationMs: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return position - seekStep(durationMs);
    case 'ArrowRight':
      return position + seekStep(durationMs);
    case 'Home':
      return 0;
    case 'End':
      return durationMs;
    default:
      return undefined;
  }
}
