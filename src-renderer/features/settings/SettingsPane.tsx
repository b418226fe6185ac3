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
import { SectionList } from '../../components/SectionList/SectionList.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import type { SettingsPage } from '../../stores/ui.ts';

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
    <SectionList
      title={t('settings.title')}
      label={t('settings.categories')}
      sections={pages.map(({ page, icon }) => ({ value: page, label: t(`settings.${page}`), icon }))}
      chosen={chosen}
      onChoose={(page) => ui.getState().showSettings(page)}
    />
  );
}
