import type { ComponentPropsWithRef } from 'react';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import styles from './CornerButton.module.css';

interface CornerButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'aria-label'> {
  label: string;
  /** instead of the label */
  hint?: string;
  /** what it leads to has been done */
  isDone?: boolean;
}

/** A round button in the corner of a picture, to be seen on any. */
export function CornerButton({ label, hint = label, isDone = false, ...rest }: CornerButtonProps) {
  return (
    <Tooltip text={hint}>
      <button type="button" {...rest} className={styles.button} data-done={isDone || undefined} aria-label={label} />
    </Tooltip>
  );
}
