import { badgeText } from '../../model/order.ts';
import styles from './Badge.module.css';

/** A red dot with a number; nothing for zero. What it counts is said in the label of what it sits on. */
export function Badge({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={styles.badge} aria-hidden="true">
      {badgeText(count)}
    </span>
  );
}
