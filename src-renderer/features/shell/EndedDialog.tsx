import { useTranslation } from 'react-i18next';
import type { Connection, EndedBy } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { formatAddress } from '../../model/address.ts';
import { isolate } from '../../model/names.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useSession, useStores } from '../../stores/context.tsx';
import { isSuspected } from '../../stores/session.ts';
import styles from './EndedDialog.module.css';

type Ended = Extract<Connection, { state: 'ended' }>;

const titles = {
  kicked: 'ended.kickedTitle',
  'signed-out': 'ended.signedOutTitle',
  'server-changed': 'ended.serverChangedTitle',
  version: 'ended.versionTitle',
} as const;

/** The session is over; the window behind stays as it was until the person goes on. */
export function EndedDialog({ connection }: { connection: Ended }) {
  const { t } = useTranslation();
  const stores = useStores();
  const notMe = useSession(isSuspected) && connection.why === 'kicked';
  const task = useTask();
  const suspect = () => stores.session.getState().suspect();
  const leave = () => task.run(() => stores.leave('close'));
  const canSignIn = connection.why === 'kicked' || connection.why === 'signed-out';
  return (
    <Dialog title={t(titles[connection.why])}>
      <Explanation connection={connection} />
      {notMe && <Banner look="warning">{t('ended.notMeText')}</Banner>}
      <FailureBanner failure={task.failure} />
      <DialogActions>
        {connection.why === 'kicked' && !notMe && <Button onClick={suspect}>{t('ended.notMe')}</Button>}
        <Button look="primary" busy={task.busy} onClick={leave}>
          {canSignIn ? t('ended.again') : t('ended.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Explanation({ connection }: { connection: Ended }) {
  const { t } = useTranslation();
  const server = useSession((state) => state.session?.server);
  switch (connection.why) {
    case 'kicked':
      return (
        <>
          <p>{t('ended.kickedText')}</p>
          <EndedByDetails endedBy={connection.endedBy} />
        </>
      );
    case 'signed-out':
      return <p>{t('ended.signedOutText')}</p>;
    case 'version':
      return <p>{t('ended.versionText')}</p>;
    case 'server-changed':
      return (
        <>
          <p>{t('server.changedText', { address: server ? formatAddress(server) : '' })}</p>
          <p>{t('server.changedAdvice')}</p>
        </>
      );
  }
}

function EndedByDetails({ endedBy }: { endedBy: EndedBy }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <dl className={styles.details}>
      <dt>{t('ended.device')}</dt>
      <dd>{isolate(endedBy.device)}</dd>
      <dt>{t('ended.address')}</dt>
      <dd>{endedBy.address}</dd>
      <dt>{t('ended.time')}</dt>
      <dd>{fullTime(endedBy.time, language)}</dd>
    </dl>
  );
}
