import type { LevelAt } from '../../model/waveform.ts';
import styles from './Voice.module.css';

const BARS = 80;
const STEP = 4;
const BAR_WIDTH = 2;
const HEIGHT = 32;
/** Speech is about that loud: it fills the height. */
const LOUD = 0.25;

/** The last seconds as they are heard; the newest on the right. */
export function LiveWaveform({ levels }: { levels: readonly LevelAt[] }) {
  const shown = levels.slice(-BARS);
  const first = BARS - shown.length;
  return (
    <svg
      className={styles.live}
      viewBox={`0 0 ${BARS * STEP} ${HEIGHT}`}
      preserveAspectRatio="xMaxYMid meet"
      aria-hidden="true"
    >
      {shown.map(({ at, level }, index) => {
        const height = Math.max(BAR_WIDTH, Math.min(1, level / LOUD) * HEIGHT);
        return (
          <rect
            key={at}
            x={(first + index) * STEP}
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
