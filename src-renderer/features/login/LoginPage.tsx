import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { BrandName } from '../../components/Brand/Brand.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { AccountList } from './AccountList.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { LoginForm } from './LoginForm.tsx';
import styles from './LoginPage.module.css';
import { ServerLine } from './ServerLine.tsx';

/** Accounts of this machine first, each one click away; else name and password. */
export function LoginPage() {
  const { t } = useTranslation();
  const { session, ui } = useStores();
  const remembered = useSession((state) => state.remembered);
  const lastName = useSession((state) => state.lastName);
  const [name, setName] = useState(lastName);
  const [asForm, setAsForm] = useState(lastName !== '');
  const task = useTask();
  const showsForm = asForm || remembered.length === 0;

  function showForm(accountName: string): void {
    setName(accountName);
    setAsForm(true);
  }

  function choose(account: RememberedAccount): Promise<void> {
    return task.run(async () => {
      if (account.signedIn) return session.getState().open(account);
      await session.getState().trust(account.server);
      showForm(account.name);
    });
  }

  return (
    <AuthFrame
      title={t('login.title')}
      onBack={showsForm && remembered.length > 0 ? () => setAsForm(false) : undefined}
      footer={<ServerLine />}
    >
      <BrandName />
      <FailureBanner failure={task.failure} />
      {showsForm ? (
        <LoginForm key={name} initialName={name} />
      ) : (
        <AccountList accounts={remembered} busy={task.busy} onChoose={choose} />
      )}
      <div className={styles.links}>
        {!showsForm && (
          <Button look="quiet" onClick={() => showForm('')}>
            {t('login.other')}
          </Button>
        )}
        <Button look="quiet" onClick={() => ui.getState().showAuth('register')}>
          {t('login.toRegister')}
        </Button>
      </div>
    </AuthFrame>
  );
}
