import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

interface BannerProps {
  look: keyof typeof icons;
  children: ReactNode;
  /** buttons at the end */
  actions?: ReactNode;
  /** fills the width of the window instead of being a box */
  strip?: boolean;
}

/** A line that tells a state or a failure; read out when it appears. */
export function Banner({ look, children, actions, strip = false }: BannerProps) {
  const Icon = icons[look];
  return (
    <div
      className={styles.banner}
      data-look={look}
      data-strip={strip || undefined}
      role={look === 'danger' ? 'alert' : 'status'}
    >
      <Icon size="1.125em" aria-hidden="true" />
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
