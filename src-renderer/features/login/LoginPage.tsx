import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { BrandName } from '../../components/Brand/Brand.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import { type Task, useTask } from '../../hooks/useTask.ts';
import { firstWayIn, type WayIn } from '../../model/way-in.ts';
import { useSession, useStores, useUi } from '../../stores/context.tsx';
import { AccountList } from './AccountList.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { LoginForm } from './LoginForm.tsx';
import styles from './LoginPage.module.css';
import { ServerLine } from './ServerLine.tsx';
import { UnlockForm } from './UnlockForm.tsx';

/** Accounts of this machine first, each one click away; else a password, with or without a name. */
export function LoginPage() {
  const { t } = useTranslation();
  const { way, setWay, choose, signInAgain, task } = useWayIn();
  const hasList = useSession((state) => state.remembered.length > 0);
  const passwordSet = useUi((state) => state.passwordSet);
  return (
    <AuthFrame
      title={t('login.title')}
      onBack={way.by !== 'list' && hasList ? () => setWay({ by: 'list' }) : undefined}
      footer={<ServerLine />}
    >
      {way.by !== 'unlock' && <BrandName />}
      {passwordSet && <Banner look="success">{t('forgot.done')}</Banner>}
      <FailureBanner failure={task.failure} />
      <WayForm way={way} task={task} onChoose={choose} onSignIn={signInAgain} />
      <Links way={way} onOther={() => setWay({ by: 'login', name: '' })} />
    </AuthFrame>
  );
}

function useWayIn() {
  const { session } = useStores();
  const [way, setWay] = useState<WayIn>(() => firstWayIn(session.getState().remembered, session.getState().lastName));
  const task = useTask();

  async function signIn(account: RememberedAccount): Promise<void> {
    await session.getState().trust(account.server);
    setWay({ by: 'login', name: account.name });
  }

  /** What cannot be opened without the person asks for the password: here, or with the server. */
  async function openOrAsk(account: RememberedAccount): Promise<void> {
    try {
      await session.getState().open(account);
    } catch (error) {
      const code = error instanceof ContractError ? error.code : undefined;
      if (code === 'locked') return setWay({ by: 'unlock', account });
      if (code === 'bad-token') await signIn(account);
      throw error;
    }
  }

  function choose(account: RememberedAccount): void {
    void task.run(async () => {
      switch (account.access) {
        case 'open':
          return openOrAsk(account);
        case 'password':
          return setWay({ by: 'unlock', account });
        case 'signed-out':
          return signIn(account);
      }
    });
  }

  function go(next: WayIn): void {
    task.clear();
    setWay(next);
  }

  const signInAgain = (account: RememberedAccount) => void task.run(() => signIn(account));

  return { way, setWay: go, choose, signInAgain, task };
}

interface WayFormProps {
  way: WayIn;
  task: Task;
  onChoose(account: RememberedAccount): void;
  /** with the server, not with what is kept here */
  onSignIn(account: RememberedAccount): void;
}

function WayForm({ way, task, onChoose, onSignIn }: WayFormProps) {
  const remembered = useSession((state) => state.remembered);
  switch (way.by) {
    case 'list':
      return (
        <>
          <AccountList accounts={remembered} busy={task.busy} onChoose={onChoose} />
          {task.busy && <Opening />}
        </>
      );
    case 'login':
      return <LoginForm key={way.name} initialName={way.name} />;
    case 'unlock':
      return <UnlockForm account={way.account} onSignIn={() => onSignIn(way.account)} />;
  }
}

function Opening() {
  const { t } = useTranslation();
  return (
    <p className={styles.opening} role="status">
      <Spinner /> {t('unlock.busy')}
    </p>
  );
}

function Links({ way, onOther }: { way: WayIn; onOther(): void }) {
  const { t } = useTranslation();
  const { session, ui } = useStores();
  const task = useTask();

  /** The page for forgotten passwords asks the server of the account that is shown. */
  function forgot(): void {
    void task.run(async () => {
      if (way.by === 'unlock') await session.getState().trust(way.account.server);
      ui.getState().showAuth('forgot');
    });
  }

  return (
    <>
      <FailureBanner failure={task.failure} />
      <div className={styles.links}>
        {way.by === 'login' ? null : (
          <Button look="quiet" onClick={onOther}>
            {t('login.other')}
          </Button>
        )}
        {way.by === 'list' ? null : (
          <Button look="quiet" busy={task.busy} onClick={forgot}>
            {t('login.forgot')}
          </Button>
        )}
        {way.by === 'unlock' ? null : (
          <Button look="quiet" onClick={() => ui.getState().showAuth('register')}>
            {t('login.toRegister')}
          </Button>
        )}
      </div>
    </>
  );
}
