import { useTranslation } from 'react-i18next';
import type { ServerSighting } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Fingerprint } from '../../components/Fingerprint/Fingerprint.tsx';
import type { Task } from '../../hooks/useTask.ts';
import { formatAddress } from '../../model/address.ts';
import { isolate } from '../../model/names.ts';
import { AuthFrame } from '../login/AuthFrame.tsx';
import styles from './ServerPage.module.css';

interface ServerCompareProps {
  sighting: ServerSighting;
  task: Task;
  onTrust(sighting: ServerSighting): void;
  onCancel(): void;
}

/** A server seen for the first time, without an invitation link: only a person can say that it is the right one. */
export function ServerCompare({ sighting, task, onTrust, onCancel }: ServerCompareProps) {
  const { t } = useTranslation();
  const name = isolate(sighting.name || t('server.unnamed'));
  return (
    <AuthFrame title={t('server.firstTitle')} onBack={onCancel}>
      <p className={styles.intro}>{t('server.firstText', { name, address: formatAddress(sighting) })}</p>
      <Fingerprint value={sighting.fingerprint} />
      <FailureBanner failure={task.failure} />
      <div className={styles.actions}>
        <Button look="primary" wide busy={task.busy} onClick={() => onTrust(sighting)}>
          {t('server.matches')}
        </Button>
        <Button wide onClick={onCancel}>
          {t('server.differs')}
        </Button>
      </div>
    </AuthFrame>
  );
}
