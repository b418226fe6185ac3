import { ImageOff, LockKeyhole } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { useText } from '../../hooks/useText.ts';
import { attachmentNote } from '../../model/attachment-note.ts';
import { failureText } from '../../model/failure.ts';
import { pictureBox } from '../../model/picture-box.ts';
import { isShowable, isUnderWay, shareOf, stepFor } from '../../model/transfer.ts';
import { useStores } from '../../stores/context.tsx';
import { CornerButton } from './CornerButton.tsx';
import styles from './Media.module.css';
import { ProgressRing } from './ProgressRing.tsx';
import { StepButton } from './StepButton.tsx';
import { type TransferControl, useTransfer } from './useTransfer.ts';

interface PictureViewProps {
  message: Message;
  attachment: Attachment;
  tabIndex: 0 | -1;
}

/** A picture in its message: the small one at once, the full one in the same place as soon as it is here. */
export function PictureView({ message, attachment, tabIndex }: PictureViewProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const control = useTransfer(message.id);
  const { id, conversation } = message;
  const box = pictureBox(attachment.width, attachment.height);
  const size = { width: attachment.width ?? 0, height: attachment.height ?? 0 };
  return (
    <div
      className={styles.picture}
      style={{ width: `${box.width}rem`, aspectRatio: `${box.width} / ${box.height}` }}
      data-state={attachment.state}
    >
      <button
        type="button"
        className={styles.open}
        tabIndex={tabIndex}
        aria-label={t('media.openPicture', size)}
        onClick={() => stores.ui.getState().openDialog({ kind: 'viewer', chat: conversation, message: id })}
      >
        <Layers message={message} attachment={attachment} />
      </button>
      <Way attachment={attachment} control={control} tabIndex={tabIndex} />
      {attachment.hidesText && isShowable(message) && <Lock message={message} tabIndex={tabIndex} />}
    </div>
  );
}

/** The small picture, and the full one above it once it has been decoded. */
export function Layers({ message, attachment }: Omit<PictureViewProps, 'tabIndex'>) {
  const { t } = useTranslation();
  const { mediaUrl } = useStores();
  const [brokenUrl, setBrokenUrl] = useState<string>();
  const { id } = message;
  const full = mediaUrl({ of: 'message', id, part: 'full' });
  const isBroken = brokenUrl === full;
  const isShown = isShowable(message) && !isBroken;
  return (
    <>
      {attachment.hasThumbnail && (
        <img
          className={styles.small}
          src={mediaUrl({ of: 'message', id, part: 'thumbnail' })}
          alt=""
          draggable={false}
        />
      )}
      {isShown && (
        <img
          className={styles.full}
          src={full}
          alt=""
          decoding="async"
          draggable={false}
          onError={() => setBrokenUrl(full)}
        />
      )}
      {isBroken && (
        <span className={styles.broken}>
          <ImageOff size="1.5rem" aria-hidden="true" />
          {t('media.notShown')}
        </span>
      )}
    </>
  );
}

interface WayProps {
  attachment: Attachment;
  control: TransferControl;
  tabIndex: 0 | -1;
}

/** Above the picture: how far it has come, and why it does not get on. */
export function Way({ attachment, control: { transfer, step, failure }, tabIndex }: WayProps) {
  const text = useText();
  const wanted = stepFor(attachment);
  const note = failure ? failureText(failure) : attachmentNote(attachment);
  const isUp = attachment.state === 'upload-paused';
  return (
    <>
      {wanted && (
        <span className={styles.middle}>
          <StepButton step={wanted} isUp={isUp} tabIndex={tabIndex} onStep={step}>
            {isUnderWay(attachment) && <ProgressRing share={transfer && shareOf(transfer)} />}
          </StepButton>
        </span>
      )}
      {note && (
        <span className={styles.why} role="status">
          {text(note)}
        </span>
      )}
    </>
  );
}

/** Its sender has hidden a text in it: the way to it. */
function Lock({ message, tabIndex }: { message: Message; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <span className={styles.corner}>
      <CornerButton
        label={t('media.hidesText')}
        tabIndex={tabIndex}
        onClick={() => ui.getState().openDialog({ kind: 'hidden-text', message })}
      >
        <LockKeyhole size="1rem" aria-hidden="true" />
      </CornerButton>
    </span>
  );
}
