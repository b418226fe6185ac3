import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../model/names.ts';
import { useUi } from '../../stores/context.tsx';
import styles from './DropOverlay.module.css';

/** While files are held over the window: that letting go will send them, and to whom. */
export function DropOverlay({ name }: { name: string }) {
  const { t } = useTranslation();
  const isDialogOpen = useUi((state) => state.dialog !== undefined);
  return (
    <div className={styles.overlay} data-whole={isDialogOpen || undefined} role="status">
      <p className={styles.box}>
        <FileDown size="2.5rem" aria-hidden="true" />
        <strong>{t('attach.drop', { name: isolate(name) })}</strong>
        <span>{t('attach.dropNote')}</span>
      </p>
    </div>
  );
}
