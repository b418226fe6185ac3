import { ArrowDown, ArrowUp, type LucideIcon, Pause, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import { useFocusHeir } from '../../hooks/useFocusHeir.ts';
import type { TransferStep } from '../../model/transfer.ts';
import styles from './Media.module.css';

const icons: Record<TransferStep, LucideIcon> = {
  fetch: ArrowDown,
  pause: Pause,
  resume: ArrowDown,
  again: RotateCw,
  resend: RotateCw,
  cancel: X,
};

interface StepButtonProps {
  step: TransferStep;
  /** it goes to the server */
  isUp: boolean;
  tabIndex: 0 | -1;
  onStep(step: TransferStep): void;
  /** what is drawn round the icon */
  children?: ReactNode;
}

/** The round button in the middle of a picture or before a file: what to do about its way. */
export function StepButton({ step, isUp, tabIndex, onStep, children }: StepButtonProps) {
  const { t } = useTranslation();
  const button = useFocusHeir();
  const Icon = step === 'resume' && isUp ? ArrowUp : icons[step];
  const label = t(`transfer.step.${step}`);
  return (
    <Tooltip text={label}>
      <button
        ref={button}
        type="button"
        className={styles.step}
        tabIndex={tabIndex}
        aria-label={label}
        onClick={() => onStep(step)}
      >
        <Icon size="1.25rem" aria-hidden="true" />
        {children}
      </button>
    </Tooltip>
  );
}
