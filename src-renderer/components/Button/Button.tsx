import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Spinner } from '../Spinner/Spinner.tsx';
import { Tooltip } from '../Tooltip/Tooltip.tsx';
import styles from './Button.module.css';

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** shows a spinner and takes no clicks */
  busy?: boolean;
  wide?: boolean;
}

export function Button({ look = 'plain', busy = false, wide = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={styles.button}
      data-look={look}
      data-wide={wide || undefined}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children' | 'aria-label'> {
  label: string;
  icon: ReactNode;
  /** on the dark rail or with an own tooltip text */
  hint?: string;
}

/** A square button with an icon; its label is read out and shown as a tooltip. */
export function IconButton({ label, icon, hint, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={hint ?? label}>
      <button type="button" {...rest} className={styles.icon} aria-label={label}>
        {icon}
      </button>
    </Tooltip>
  );
}
