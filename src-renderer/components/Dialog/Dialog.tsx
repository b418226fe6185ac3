import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../Button/Button.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  /** without it the dialog stays until one of its buttons is chosen */
  onClose?: () => void;
  wide?: boolean;
  children: ReactNode;
}

/**
 * A dialog above the window; Esc and a click beside it close it. The shade is an element of our own: Radix's Overlay
 * adds a style element at run time, which the content security policy forbids.
 */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const { t } = useTranslation();
  const [opener] = useState(() => document.activeElement);

  // Radix gives the focus back to a trigger, which our dialogs have not
  function giveFocusBack(event: Event): void {
    event.preventDefault();
    const isFree = document.activeElement === document.body;
    if (isFree && opener instanceof HTMLElement) opener.focus();
  }

  return (
    <Radix.Root open onOpenChange={() => onClose?.()}>
      <Radix.Portal>
        <div className={styles.shade}>
          <Radix.Content
            className={styles.dialog}
            data-wide={wide || undefined}
            aria-describedby={undefined}
            onOpenAutoFocus={focusDialog}
            onCloseAutoFocus={giveFocusBack}
          >
            <header className={styles.header}>
              <Radix.Title>{title}</Radix.Title>
              {onClose && <IconButton label={t('action.close')} icon={<X size="1.125rem" />} onClick={onClose} />}
            </header>
            {children}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A dialog without a field to type in takes the focus itself, not its close button. */
function focusDialog(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
