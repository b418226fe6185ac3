import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../Button/Button.tsx';
import styles from './PageHeader.module.css';

interface PageHeaderProps {
  title: ReactNode;
  /** right after the title */
  beside?: ReactNode;
  /** back to the list, in windows too narrow for both */
  onBack(): void;
  /** below the title */
  note?: ReactNode;
  actions?: ReactNode;
}

/** The top line of the pane on the right. */
export function PageHeader({ title, beside, onBack, note, actions }: PageHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      <span className={styles.back}>
        <IconButton label={t('action.back')} icon={<ChevronLeft size="1.25rem" />} onClick={onBack} />
      </span>
      <div className={styles.text}>
        <div className={styles.top}>
          <h1 className={styles.title}>{title}</h1>
          {beside}
        </div>
        {note && <p className={styles.note}>{note}</p>}
      </div>
      {actions}
    </header>
  );
}
