import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../hooks/useFocusBack.ts';
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
  // without a field to type in, the dialog takes the focus itself, not its close button
  const focus = useFocusBack();

  return (
    <Radix.Root open onOpenChange={() => onClose?.()}>
      <Radix.Portal>
        <div className={styles.shade}>
          <Radix.Content
            className={styles.dialog}
            data-wide={wide || undefined}
            aria-describedby={undefined}
            onEscapeKeyDown={(event) => isForSomethingSmaller(event) && event.preventDefault()}
            {...focus}
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

/** Radix hears Esc before the field in which it leaves what is being composed, or a list of choices. */
function isForSomethingSmaller({ isComposing, target }: KeyboardEvent): boolean {
  return isComposing || (target instanceof Element && target.hasAttribute('aria-activedescendant'));
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
