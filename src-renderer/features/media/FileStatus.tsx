import { useTranslation } from 'react-i18next';
import type { Attachment, Transfer } from '../../../src-main/contract/attachment.ts';
import { useText } from '../../hooks/useText.ts';
import { amountOf } from '../../model/amount.ts';
import { keptUntil } from '../../model/files.ts';
import { shortDay } from '../../model/time.ts';
import { isUnderWay, remainingText } from '../../model/transfer.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './Media.module.css';

interface FileStatusProps {
  attachment: Attachment;
  transfer: Transfer | undefined;
}

/** Below a file's name: its size and how long it is kept, or how far it has come. */
export function FileStatus({ attachment, transfer }: FileStatusProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { size } = attachment;
  if (isUnderWay(attachment)) return <Progress size={size} transfer={transfer} />;
  const now = Date.now();
  const until = keptUntil(attachment, now);
  return (
    <span className={styles.status}>
      <span>{amountOf(size, language)}</span>
      {until !== undefined && <span>{t('attachment.keptUntil', { day: shortDay(until, now, language) })}</span>}
    </span>
  );
}

function Progress({ size, transfer }: { size: number; transfer: Transfer | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const total = amountOf(size, language);
  if (!transfer) return <span className={styles.status}>{total}</span>;
  const { stage, done, bytesPerSecond } = transfer;
  const remaining = remainingText(transfer);
  return (
    <span className={styles.status}>
      <span>{t('transfer.done', { done: amountOf(done, language), total })}</span>
      {stage !== 'running' && <span>{t(`transfer.stage.${stage}`)}</span>}
      {stage === 'running' && bytesPerSecond !== undefined && (
        <span>{t('transfer.speed', { amount: amountOf(bytesPerSecond, language) })}</span>
      )}
      {remaining && <span>{text(remaining)}</span>}
    </span>
  );
}
