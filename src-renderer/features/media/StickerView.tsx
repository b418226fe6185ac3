import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { pictureBox } from '../../model/picture-box.ts';
import { isUnderWay, shareOf, transferSteps } from '../../model/transfer.ts';
import styles from './Media.module.css';
import { Layers } from './PictureView.tsx';
import { ProgressRing } from './ProgressRing.tsx';
import { StepButton } from './StepButton.tsx';
import { useTransfer } from './useTransfer.ts';

/** Sides of a sticker, in rem. */
const LARGEST = 9;

interface StickerViewProps {
  message: Message;
  attachment: Attachment;
  tabIndex: 0 | -1;
}

/** A picture that stands for itself, without a bubble. */
export function StickerView({ message, attachment, tabIndex }: StickerViewProps) {
  const { t } = useTranslation();
  const { transfer, step } = useTransfer(message.id);
  const { width, height } = pictureBox(attachment.width, attachment.height, LARGEST);
  const [wanted] = attachment.state === 'uploading' ? [] : transferSteps(attachment);
  return (
    <div
      className={styles.sticker}
      style={{ width: `${width}rem`, aspectRatio: `${width} / ${height}` }}
      role="img"
      aria-label={t('media.sticker')}
    >
      <Layers message={message} attachment={attachment} />
      {wanted && (
        <span className={styles.middle}>
          <StepButton step={wanted} isUp={attachment.state === 'upload-paused'} tabIndex={tabIndex} onStep={step}>
            {isUnderWay(attachment) && <ProgressRing share={transfer && shareOf(transfer)} />}
          </StepButton>
        </span>
      )}
      {attachment.state === 'expired' && <span className={styles.why}>{t('attachment.expired')}</span>}
    </div>
  );
}
