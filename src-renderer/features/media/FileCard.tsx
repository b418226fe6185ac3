import { FolderOpen, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useFocusHeir } from '../../hooks/useFocusHeir.ts';
import { useText } from '../../hooks/useText.ts';
import { attachmentNote } from '../../model/attachment-note.ts';
import { failureText } from '../../model/failure.ts';
import { isUnderWay, shareOf, transferSteps } from '../../model/transfer.ts';
import { FileIcon } from './FileIcon.tsx';
import { FileName } from './FileName.tsx';
import { FileStatus } from './FileStatus.tsx';
import styles from './Media.module.css';
import { ProgressRing } from './ProgressRing.tsx';
import { StepButton } from './StepButton.tsx';
import { type TransferControl, useTransfer } from './useTransfer.ts';

interface FileCardProps {
  message: Message;
  attachment: Attachment;
  tabIndex: 0 | -1;
}

/** A file in its message: what it is, where it is, and what can be done with it. */
export function FileCard({ message: { id }, attachment, tabIndex }: FileCardProps) {
  const text = useText();
  const control = useTransfer(id);
  const { failure } = control;
  const note = failure ? failureText(failure) : attachmentNote(attachment);
  const isBad = failure !== undefined || attachment.state === 'failed' || attachment.state === 'upload-failed';
  return (
    <div className={styles.card}>
      <div className={styles.file}>
        <Main attachment={attachment} control={control} tabIndex={tabIndex} />
        <div className={styles.about}>
          <FileName name={attachment.name} />
          <FileStatus attachment={attachment} transfer={control.transfer} />
        </div>
        <End attachment={attachment} control={control} tabIndex={tabIndex} />
      </div>
      {note && (
        <p className={styles.note} data-bad={isBad || undefined} role={isBad ? 'alert' : 'status'}>
          {text(note)}
        </p>
      )}
    </div>
  );
}

interface PartProps {
  attachment: Attachment;
  control: TransferControl;
  tabIndex: 0 | -1;
}

/** Before the name: what most people want next. */
function Main({ attachment, control: { transfer, step, open }, tabIndex }: PartProps) {
  const { t } = useTranslation();
  const [wanted] = transferSteps(attachment);
  if (wanted) {
    return (
      <StepButton step={wanted} isUp={attachment.state === 'upload-paused'} tabIndex={tabIndex} onStep={step}>
        {isUnderWay(attachment) && <ProgressRing share={transfer && shareOf(transfer)} />}
      </StepButton>
    );
  }
  if (attachment.state !== 'here') return <FileIcon name={attachment.name} />;
  return (
    <button
      type="button"
      className={styles.openFile}
      tabIndex={tabIndex}
      aria-label={t('media.openFile', { name: attachment.name })}
      onClick={open}
    >
      <FileIcon name={attachment.name} />
    </button>
  );
}

/** Behind the name: what is wanted less often. */
function End({ attachment, control: { step, show }, tabIndex }: PartProps) {
  const { t } = useTranslation();
  if (attachment.state === 'here') {
    return (
      <IconButton label={t('media.show')} icon={<FolderOpen size="1.125rem" />} tabIndex={tabIndex} onClick={show} />
    );
  }
  if (!transferSteps(attachment).includes('cancel')) return null;
  return <Cancel tabIndex={tabIndex} onCancel={() => step('cancel')} />;
}

function Cancel({ tabIndex, onCancel }: { tabIndex: 0 | -1; onCancel(): void }) {
  const { t } = useTranslation();
  const button = useFocusHeir();
  return (
    <IconButton
      ref={button}
      label={t('transfer.step.cancel')}
      icon={<X size="1.125rem" />}
      tabIndex={tabIndex}
      onClick={onCancel}
    />
  );
}
