import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { isShowable } from '../../model/transfer.ts';
import { fitSize, type Look, type Size } from '../../model/zoom.ts';
import { useStores } from '../../stores/context.tsx';
import { Way } from './PictureView.tsx';
import { useTransfer } from './useTransfer.ts';
import styles from './Viewer.module.css';

interface ViewerPictureProps {
  message: MessageId;
  own: boolean;
  attachment: Attachment | undefined;
  picture: Size;
  frame: Size;
  look: Look;
  /** the size that the picture turned out to have */
  onSize(size: Size): void;
}

/** The picture that is looked at; the small one while the other is not here. */
export function ViewerPicture(props: ViewerPictureProps) {
  const { message, own, attachment, picture, frame, look, onSize } = props;
  const { mediaUrl } = useStores();
  const control = useTransfer(message);
  if (!attachment) return null;
  const fit = fitSize(picture, frame, look.quarters);
  const { x, y, scale, quarters } = look;
  const isFull = isShowable({ own, attachment });

  return (
    <div className={styles.stage}>
      <div
        className={styles.picture}
        style={{
          width: `${fit.width}px`,
          height: `${fit.height}px`,
          transform: `translate(${x}px, ${y}px) rotate(${quarters * 90}deg) scale(${scale})`,
        }}
      >
        {attachment.hasThumbnail && (
          <img src={mediaUrl({ of: 'message', id: message, part: 'thumbnail' })} alt="" draggable={false} />
        )}
        {isFull && (
          <img
            src={mediaUrl({ of: 'message', id: message, part: 'full' })}
            alt=""
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              onSize({ width: naturalWidth, height: naturalHeight })
            }
          />
        )}
      </div>
      <Way attachment={attachment} control={control} tabIndex={0} />
    </div>
  );
}
