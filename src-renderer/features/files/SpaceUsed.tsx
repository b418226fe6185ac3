import { FolderOpen } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpaceUsed as Space } from '../../../src-main/contract/attachment.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { amountOf } from '../../model/amount.ts';
import { useFiles, useLanguage, useSettings, useStores } from '../../stores/context.tsx';
import styles from './Files.module.css';

const MIB = 1024 * 1024;

/** How much place attachments take on this machine, and what can be done about it. */
export function SpaceUsed() {
  const { files } = useStores();
  const space = useFiles((state) => state.space);
  const { failure, run } = useTask();

  useEffect(() => void run(() => files.getState().loadSpace()), [files, run]);

  if (!space) return <LoadState load={{ failure, again: () => run(() => files.getState().loadSpace()) }} />;
  return (
    <div className={styles.amounts}>
      <Received space={space} />
      <Cache space={space} />
      <Outgoing space={space} />
    </div>
  );
}

function Received({ space: { received, folder } }: { space: Space }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { transfers } = useStores();
  const task = useTask();
  return (
    <div className={styles.amount}>
      <p className={styles.amountLine}>
        <span>{t('files.received')}</span>
        <b>{amountOf(received, language)}</b>
      </p>
      <bdi className={styles.folder} title={folder}>
        {folder}
      </bdi>
      <Button look="quiet" onClick={() => void task.run(() => transfers.getState().show())}>
        <FolderOpen size="1rem" aria-hidden="true" />
        {t('files.showFolder')}
      </Button>
      <FailureBanner failure={task.failure} />
    </div>
  );
}

function Cache({ space: { cache } }: { space: Space }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { files } = useStores();
  const limit = useSettings((state) => state.settings.cacheLimit) * MIB;
  const task = useTask();
  return (
    <div className={styles.amount}>
      <p className={styles.amountLine}>
        <span>{t('files.cache')}</span>
        <b>{t('files.ofLimit', { amount: amountOf(cache, language), limit: amountOf(limit, language) })}</b>
      </p>
      <meter className={styles.meter} min={0} max={limit} value={cache} aria-label={t('files.cache')} />
      <p className={styles.hint}>{t('files.cacheHint')}</p>
      <Button
        look="quiet"
        busy={task.busy}
        disabled={cache === 0}
        onClick={() => void task.run(() => files.getState().clearCache())}
      >
        {t('files.clearCache')}
      </Button>
      <FailureBanner failure={task.failure} />
    </div>
  );
}

function Outgoing({ space: { outgoing } }: { space: Space }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (outgoing === 0) return null;
  return (
    <p className={styles.amountLine}>
      <span>{t('files.outgoing')}</span>
      <b>{amountOf(outgoing, language)}</b>
    </p>
  );
}
