import { useTranslation } from 'react-i18next';
import type { Message } from '../../../src-main/contract/model.ts';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { useStores } from '../../stores/context.tsx';
import styles from './Hidden.module.css';
import { SafeView } from './SafeView.tsx';

/** The text that the picture of a message hides. */
export function HiddenTextDialog({ message: { id, attachment } }: { message: Message }) {
  const { t } = useTranslation();
  const { ui, mediaUrl } = useStores();
  return (
    <Dialog title={t('hiddenText.title')} onClose={() => ui.getState().closeDialog()}>
      <div className={styles.intro}>
        {attachment?.hasThumbnail && (
          <img
            className={styles.carrier}
            src={mediaUrl({ of: 'message', id, part: 'thumbnail' })}
            alt=""
            draggable={false}
          />
        )}
        <p>{t('hiddenText.intro')}</p>
      </div>
      <SafeView of={{ message: id }} />
    </Dialog>
  );
}
