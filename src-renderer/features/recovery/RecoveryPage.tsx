import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { CodeSheet } from './CodeSheet.tsx';
import { LastGroupForm } from './LastGroupForm.tsx';
import styles from './RecoveryPage.module.css';

/** After registering: the code that opens the account when the password is lost, and the proof that it is written down. */
export function RecoveryPage() {
  const { t } = useTranslation();
  const { security, session } = useStores();
  const account = useSession((state) => state.session);
  const [isWritten, setWritten] = useState(false);
  const code = useLoad(security.getState().recoveryCode);
  const later = () => session.getState().setAsksRecovery(false);
  if (!account) return null;
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <h1 className={styles.title}>{t('recovery.title')}</h1>
        {isWritten ? (
          <LastGroupForm onBack={() => setWritten(false)} />
        ) : (
          <>
            <Reasons />
            {code.value ? <CodeSheet code={code.value} session={account} /> : <LoadState load={code} />}
            <Button look="primary" wide disabled={!code.value} onClick={() => setWritten(true)}>
              {t('recovery.written')}
            </Button>
          </>
        )}
        <div className={styles.later}>
          <Button look="quiet" onClick={later}>
            {t('recovery.later')}
          </Button>
        </div>
      </main>
    </div>
  );
}

function Reasons() {
  const { t } = useTranslation();
  return (
    <ul className={styles.reasons}>
      <li>{t('recovery.why')}</li>
      <li>{t('recovery.lost')}</li>
      <li>{t('recovery.keep')}</li>
    </ul>
  );
}
