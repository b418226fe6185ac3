import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountKey } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import type { Trouble } from '../../stores/session.ts';
import { AuthFrame } from './AuthFrame.tsx';
import styles from './LoginPage.module.css';

/** The history of an account cannot be opened: what is the matter, what is safe, what one can do. */
export function TroublePage({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation();
  const { session } = useStores();
  const back = () => session.getState().endTrouble();
  const { problem, name } = trouble;
  return (
    <AuthFrame title={t(`trouble.${problem}.title`)} onBack={back}>
      <Banner look="danger">{t(`trouble.${problem}.text`, { name: isolate(name) })}</Banner>
      <div className={styles.facts}>
        <div>
          <h2>{t('trouble.safe')}</h2>
          <p>{t(`trouble.${problem}.safe`)}</p>
        </div>
        <div>
          <h2>{t('trouble.toDo')}</h2>
          <p>{t(`trouble.${problem}.toDo`)}</p>
        </div>
      </div>
      <WayOut key={problem} trouble={trouble} onBack={back} />
    </AuthFrame>
  );
}

interface WayOutProps {
  trouble: Trouble;
  onBack(): void;
}

/** Of a history that will not open again by itself, one can begin a new one. */
function WayOut({ trouble, onBack }: WayOutProps) {
  switch (trouble.problem) {
    case 'newer':
      return <Back onBack={onBack} />;
    case 'failed':
      return <TryAgain trouble={trouble} look="primary" onBack={onBack} />;
    case 'missing':
    case 'damaged':
    case 'other-keys':
      return <BeginAnew trouble={trouble} onBack={onBack} />;
  }
}

function Back({ onBack }: { onBack(): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.wayOut}>
      <Button wide onClick={onBack}>
        {t('ended.close')}
      </Button>
    </div>
  );
}

function TryAgain({ trouble, look, onBack }: WayOutProps & { look: 'primary' | 'plain' }) {
  const { t } = useTranslation();
  const task = useTask();
  return (
    <div className={styles.wayOut}>
      <FailureBanner failure={task.failure} />
      <Button look={look} wide busy={task.busy} onClick={() => task.run(trouble.again)}>
        {t('action.retry')}
      </Button>
      <Button wide look="quiet" onClick={onBack}>
        {t('ended.close')}
      </Button>
    </div>
  );
}

function BeginAnew({ trouble, onBack }: WayOutProps) {
  const { t } = useTranslation();
  const { session } = useStores();
  const [kept, setKept] = useState<string>();
  const task = useTask();
  const { account } = trouble;

  const setAside = (key: AccountKey) => task.run(async () => setKept(await session.getState().setHistoryAside(key)));
  /** Only a login can begin anew: keys of the old history are gone with it. */
  const goOn = () => (trouble.by === 'login' ? task.run(trouble.again) : onBack());

  if (kept === undefined) {
    return (
      <div className={styles.wayOut}>
        <FailureBanner failure={task.failure} />
        {account && (
          <Button look="primary" wide busy={task.busy} onClick={() => setAside(account)}>
            {t('trouble.beginAnew')}
          </Button>
        )}
        <TryAgain trouble={trouble} look="plain" onBack={onBack} />
      </div>
    );
  }
  return (
    <div className={styles.wayOut}>
      <Banner look="success">{kept ? t('trouble.kept', { file: isolate(kept) }) : t('trouble.ready')}</Banner>
      <FailureBanner failure={task.failure} />
      <Button look="primary" wide busy={task.busy} onClick={goOn}>
        {t('trouble.goOn')}
      </Button>
    </div>
  );
}
