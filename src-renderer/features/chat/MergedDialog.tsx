import { useTranslation } from 'react-i18next';
import type { Merged } from '../../../src-main/contract/model.ts';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { placed } from '../../model/merged.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import styles from './MergedCard.module.css';

/** All messages that were forwarded as one. */
export function MergedDialog({ merged: { title, items } }: { merged: Merged }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const language = useLanguage();
  return (
    <Dialog title={title} wide onClose={ui.getState().closeDialog}>
      <ol className={styles.list}>
        {placed(items).map(({ place, name, sentAt, text }) => (
          <li key={place}>
            <p className={styles.head}>
              <bdi className={styles.name}>{name}</bdi>
              <time dateTime={new Date(sentAt).toISOString()}>{fullTime(sentAt, language)}</time>
            </p>
            <p className={styles.text} dir="auto">
              {text || t('attachment.line.some')}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
