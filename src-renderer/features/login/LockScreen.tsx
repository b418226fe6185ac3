import { useTranslation } from 'react-i18next';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { useStores } from '../../stores/context.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import styles from './LoginPage.module.css';
import { UnlockForm } from './UnlockForm.tsx';

/** The account is locked: nothing of it is in memory until its password is typed. */
export function LockScreen({ account }: { account: RememberedAccount }) {
  const { t } = useTranslation();
  const { session } = useStores();
  return (
    <AuthFrame title={t('lock.title')}>
      <UnlockForm account={account} onSignIn={() => session.getState().leaveLock(account.name)} />
      <p className={styles.hint}>{t('lock.text')}</p>
      <div className={styles.links}>
        <Button look="quiet" onClick={() => session.getState().leaveLock()}>
          {t('login.other')}
        </Button>
      </div>
    </AuthFrame>
  );
}
