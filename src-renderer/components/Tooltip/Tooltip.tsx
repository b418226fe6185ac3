import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './Tooltip.module.css';

export function TooltipProvider({ children }: { children: ReactElement }) {
  return <Radix.Provider delayDuration={500}>{children}</Radix.Provider>;
}

interface TooltipProps {
  text: ReactNode;
  side?: 'top' | 'right';
  children: ReactElement;
}

/** Names what the pointer or the focus is on. */
export function Tooltip({ text, side, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tooltip} side={side ?? 'top'} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
