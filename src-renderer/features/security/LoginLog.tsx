import { useTranslation } from 'react-i18next';
import type { LoginRecord } from '../../../src-main/contract/model.ts';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import styles from './Security.module.css';

/** Who has signed in with the password, or tried to. */
export function LoginLog() {
  const { t } = useTranslation();
  const { security } = useStores();
  const load = useLoad(security.getState().logins);
  const records = load.value;
  if (!records) return <LoadState load={load} />;
  if (records.length === 0) return <p className={styles.text}>{t('logins.none')}</p>;
  return (
    <ol className={styles.logins} aria-label={t('logins.title')}>
      {records.map((record) => (
        <li key={`${record.time} ${record.device} ${record.outcome}`} className={styles.login}>
          <Login record={record} />
        </li>
      ))}
    </ol>
  );
}

function Login({ record: { time, device, address, outcome } }: { record: LoginRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <span className={styles.what}>
        <bdi>{device}</bdi>
        <small>
          {fullTime(time, language)} · {address}
        </small>
      </span>
      <span className={styles.outcome} data-outcome={outcome}>
        {t(`logins.outcome.${outcome}`)}
      </span>
    </>
  );
}
