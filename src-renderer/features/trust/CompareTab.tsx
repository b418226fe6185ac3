import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Safety } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { CopyButton } from '../../components/CopyButton/CopyButton.tsx';
import { QrPicture } from '../../components/QrPicture/QrPicture.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { numberGroups } from '../../model/safety.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './SafetyDialog.module.css';
import type { Person } from './SafetyDialog.tsx';

/** The number to read to each other, and the picture for the other one to scan. */
export function CompareTab({ safety: { number, code, trust }, person }: { safety: Safety; person: Person }) {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const task = useTask();
  const name = isolate(person.name);
  const groups = numberGroups(number);
  const isVerified = trust === 'verified';
  const mark = (verified: boolean) => task.run(() => contacts.getState().verify(person.account, verified));
  return (
    <>
      <p className={styles.text}>{t('trust.compareText', { name })}</p>
      <div className={styles.compare}>
        <ol className={styles.number} aria-label={t('trust.number')}>
          {groups.map((group) => (
            <li key={group.at}>{group.text}</li>
          ))}
        </ol>
        <QrPicture text={code} label={t('trust.picture')} />
      </div>
      <FailureBanner failure={task.failure} />
      <div className={styles.actions}>
        {isVerified ? (
          <Button busy={task.busy} onClick={() => mark(false)}>
            {t('trust.unverify')}
          </Button>
        ) : (
          <Button look="primary" busy={task.busy} onClick={() => mark(true)}>
            <ShieldCheck size="1rem" aria-hidden="true" />
            {t('trust.verify')}
          </Button>
        )}
        <CopyButton text={groups.map(({ text }) => text).join(' ')} label={t('trust.copyNumber')} />
      </div>
      {!isVerified && <p className={styles.text}>{t('trust.differs')}</p>}
    </>
  );
}
