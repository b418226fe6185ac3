import { useMemo } from 'react';
import { qrPath } from '../../model/safety.ts';
import styles from './QrPicture.module.css';

/** A QR code, black on white in every theme: cameras find no other. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const { path, side } = useMemo(() => qrPath(text), [text]);
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect className={styles.paper} width={side} height={side} />
      <path className={styles.ink} d={path} />
    </svg>
  );
}
