import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { SandboxBanner } from '../shell/SandboxBanner.tsx';
import { SetAsideBanner } from '../shell/SetAsideBanner.tsx';
import styles from './AuthFrame.module.css';
import { AuthMenu } from './AuthMenu.tsx';

interface AuthFrameProps {
  title: string;
  onBack?: (() => void) | undefined;
  children: ReactNode;
  footer?: ReactNode;
}

/** The small window of everything before login. */
export function AuthFrame({ title, onBack, children, footer }: AuthFrameProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <header className={styles.header}>
          {onBack && <IconButton label={t('action.back')} icon={<ChevronLeft size="1.25rem" />} onClick={onBack} />}
          <h1 className={styles.title}>{title}</h1>
          <AuthMenu />
        </header>
        <SandboxBanner />
        <SetAsideBanner />
        {children}
        {footer && <footer className={styles.footer}>{footer}</footer>}
      </main>
    </div>
  );
}
