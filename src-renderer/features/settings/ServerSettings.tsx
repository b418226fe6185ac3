import { useTranslation } from 'react-i18next';
import { Fingerprint } from '../../components/Fingerprint/Fingerprint.tsx';
import { formatAddress } from '../../model/address.ts';
import { useSession, useSettings } from '../../stores/context.tsx';
import styles from './Settings.module.css';

export function ServerSettings() {
  const { t } = useTranslation();
  const session = useSession((state) => state.session);
  const version = useSettings((state) => state.version);
  if (!session) return null;
  const { server, connection } = session;
  const presence = { online: 'online', connecting: 'connecting', offline: 'offline', ended: 'offline' } as const;
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('settings.serverName')}</dt>
        <dd>
          <bdi>{server.name || t('server.unnamed')}</bdi>
        </dd>
        <dt>{t('settings.serverAddress')}</dt>
        <dd>{formatAddress(server)}</dd>
        <dt>{t('settings.serverState')}</dt>
        <dd>{t(`presence.${presence[connection.state]}`)}</dd>
        <dt>{t('settings.version')}</dt>
        <dd>{version}</dd>
      </dl>
      <div>
        <h2 className={styles.heading}>{t('server.fingerprint')}</h2>
        <Fingerprint value={server.fingerprint} />
        <p className={styles.hint}>{t('settings.serverFingerprintHint')}</p>
      </div>
    </>
  );
}
