import {
  CircleUserRound,
  EyeOff,
  HardDrive,
  Keyboard,
  type LucideIcon,
  Server,
  ShieldCheck,
  SlidersHorizontal,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStores, useUi } from '../../stores/context.tsx';
import type { SettingsPage } from '../../stores/ui.ts';
import styles from './Settings.module.css';

const pages: { page: SettingsPage; icon: LucideIcon }[] = [
  { page: 'profile', icon: CircleUserRound },
  { page: 'general', icon: SlidersHorizontal },
  { page: 'privacy', icon: EyeOff },
  { page: 'security', icon: ShieldCheck },
  { page: 'storage', icon: HardDrive },
  { page: 'server', icon: Server },
  { page: 'keys', icon: Keyboard },
];

/** The page that a wide window shows before one is chosen. */
export const firstPage: SettingsPage = 'general';

export function SettingsPane() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const chosen = useUi((state) => state.settingsPage) ?? firstPage;
  return (
    <>
      <h1 className={styles.paneTitle}>{t('settings.title')}</h1>
      <nav className={styles.pages} aria-label={t('settings.categories')}>
        {pages.map(({ page, icon: Icon }) => (
          <button
            key={page}
            type="button"
            className={styles.pageButton}
            aria-current={page === chosen ? 'page' : undefined}
            onClick={() => ui.getState().showSettings(page)}
          >
            <Icon size="1.125rem" aria-hidden="true" />
            {t(`settings.${page}`)}
          </button>
        ))}
      </nav>
    </>
  );
}
