import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import { SecuritySettings } from '../security/SecuritySettings.tsx';
import { GeneralSettings } from './GeneralSettings.tsx';
import { KeyMap } from './KeyMap.tsx';
import { PrivacySettings } from './PrivacySettings.tsx';
import { ProfileSettings } from './ProfileSettings.tsx';
import { ServerSettings } from './ServerSettings.tsx';
import styles from './Settings.module.css';
import { firstPage } from './SettingsPane.tsx';
import { StorageSettings } from './StorageSettings.tsx';

const contents = {
  profile: ProfileSettings,
  general: GeneralSettings,
  privacy: PrivacySettings,
  security: SecuritySettings,
  storage: StorageSettings,
  server: ServerSettings,
  keys: KeyMap,
};

export function SettingsPage() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const page = useUi((state) => state.settingsPage) ?? firstPage;
  const Content = contents[page];
  return (
    <>
      <PageHeader title={t(`settings.${page}`)} onBack={() => ui.getState().showSettings(undefined)} />
      <div className={styles.page}>
        <div className={styles.card}>
          <Content />
        </div>
      </div>
    </>
  );
}
