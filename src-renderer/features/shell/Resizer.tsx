import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Resizer.module.css';
import { LIST_MAX, LIST_MIN, type ListWidth } from './useListWidth.ts';

const STEP = 1;
const steps: Record<string, number> = { ArrowLeft: -STEP, ArrowRight: STEP };

/** The line between list and detail: dragged with the pointer, or moved with the arrow keys. */
export function Resizer({ width }: { width: ListWidth }) {
  const { t } = useTranslation();

  function drag(event: PointerEvent<HTMLHRElement>): void {
    const handle = event.currentTarget;
    const list = handle.previousElementSibling;
    if (!handle.hasPointerCapture(event.pointerId) || !list) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    width.set((event.clientX - list.getBoundingClientRect().left) / rem);
  }

  function step(event: KeyboardEvent): void {
    const change = steps[event.key];
    if (change) width.set(width.value + change);
  }

  return (
    <hr
      className={styles.resizer}
      aria-orientation="vertical"
      aria-label={t('chats.resize')}
      aria-valuenow={Math.round(width.value)}
      aria-valuemin={LIST_MIN}
      aria-valuemax={LIST_MAX}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
    />
  );
}
