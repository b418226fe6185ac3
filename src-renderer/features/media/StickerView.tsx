import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { pictureBox } from '../../model/picture-box.ts';
import styles from './Media.module.css';
import { Layers, Way } from './PictureView.tsx';
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
  const control = useTransfer(message.id);
  const { width, height } = pictureBox(attachment.width, attachment.height, LARGEST);
  return (
    <div className={styles.sticker} style={{ width: `${width}rem`, aspectRatio: `${width} / ${height}` }}>
      <span className="visually-hidden">{t('media.sticker')}</span>
      <Layers message={message} attachment={attachment} />
      <Way attachment={attachment} control={control} tabIndex={tabIndex} />
    </div>
  );
}
