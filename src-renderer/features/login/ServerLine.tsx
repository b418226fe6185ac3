import { useTranslation } from 'react-i18next';
import { formatAddress } from '../../model/address.ts';
import { useSession } from '../../stores/context.tsx';
import { useServerLook } from '../server/useServerLook.ts';
import styles from './LoginPage.module.css';

/** The login page's server and whether it answers. */
export function ServerLine() {
  const { t } = useTranslation();
  const server = useSession((state) => state.server);
  const { state } = useServerLook();
  if (!server) return null;
  return (
    <p className={styles.server} title={formatAddress(server)}>
      <span className={styles.dot} data-state={state} aria-hidden="true" />
      <bdi>{server.name || t('server.unnamed')}</bdi>
      <small>{t(`server.${state}`)}</small>
    </p>
  );
}
