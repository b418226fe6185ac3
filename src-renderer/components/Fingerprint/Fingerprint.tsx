import { useTranslation } from 'react-i18next';
import { fingerprintGroups } from '../../model/address.ts';
import styles from './Fingerprint.module.css';

/** A server's fingerprint in groups, for comparing. */
export function Fingerprint({ value }: { value: string }) {
  const { t } = useTranslation();
  const groups = fingerprintGroups(value);
  return (
    <ul className={styles.groups} aria-label={t('server.fingerprintSpoken', { count: groups.length })}>
      {groups.map((group) => (
        <li key={group.at}>{group.text}</li>
      ))}
    </ul>
  );
}
