import { useTranslation } from 'react-i18next';
import type { MovedServer } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import type { Task } from '../../hooks/useTask.ts';
import { formatAddress } from '../../model/address.ts';
import { isolate } from '../../model/names.ts';
import { AuthFrame } from '../login/AuthFrame.tsx';
import styles from './ServerPage.module.css';

interface ServerMovedProps {
  server: MovedServer;
  task: Task;
  onMove(): void;
  onKeep(): void;
}

/** A link leads to a known server at another address: only the person can say that it has moved. */
export function ServerMoved({ server, task, onMove, onKeep }: ServerMovedProps) {
  const { t } = useTranslation();
  const [before, after] = [formatAddress(server.knownAt), formatAddress(server)];
  const name = isolate(server.name || t('server.unnamed'));
  return (
    <AuthFrame title={t('server.movedTitle')} onBack={onKeep}>
      <p className={styles.intro}>{t('server.movedText', { name, before: isolate(before), after: isolate(after) })}</p>
      <FailureBanner failure={task.failure} />
      <div className={styles.actions}>
        <Button wide onClick={onKeep}>
          {t('server.keepAddress', { address: isolate(before) })}
        </Button>
        <Button wide busy={task.busy} onClick={onMove}>
          {t('server.useAddress', { address: isolate(after) })}
        </Button>
      </div>
    </AuthFrame>
  );
}
