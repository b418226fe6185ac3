import { Copy, Download, RotateCw, X, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { useAskFor, useNames } from '../../hooks/useNames.ts';
import type { Place, ViewerAction } from '../../model/gallery.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './Viewer.module.css';

interface ViewerBarProps {
  place: Place | undefined;
  /** the whole picture is: it can be copied and saved */
  isHere: boolean;
  onAction(action: ViewerAction): void;
  onClose(): void;
}

/** Above the picture: whose it is, and what can be done with it. */
export function ViewerBar({ place, isHere, onAction, onClose }: ViewerBarProps) {
  const { t } = useTranslation();
  return (
    <header className={styles.bar}>
      {place ? <From place={place} /> : <span className={styles.from} />}
      <IconButton label={t('viewer.smaller')} icon={<ZoomOut size="1.25rem" />} onClick={() => onAction('smaller')} />
      <IconButton label={t('viewer.larger')} icon={<ZoomIn size="1.25rem" />} onClick={() => onAction('larger')} />
      <IconButton label={t('viewer.rotate')} icon={<RotateCw size="1.25rem" />} onClick={() => onAction('rotate')} />
      <IconButton
        label={t('messageAction.copy-picture')}
        icon={<Copy size="1.25rem" />}
        disabled={!isHere}
        onClick={() => onAction('copy')}
      />
      <IconButton
        label={t('messageAction.save')}
        icon={<Download size="1.25rem" />}
        disabled={!isHere}
        onClick={() => onAction('save')}
      />
      <IconButton label={t('action.close')} icon={<X size="1.25rem" />} onClick={onClose} />
    </header>
  );
}

function From({ place: { entry, number } }: { place: Place }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = useNames(entry.conversation);
  useAskFor(names, [entry.author]);
  return (
    <div className={styles.from}>
      <bdi className={styles.author}>{names.of(entry.author)}</bdi>
      <span className={styles.when}>
        <time dateTime={new Date(entry.sentAt).toISOString()}>{fullTime(entry.sentAt, language)}</time>
        {number && ` · ${t('viewer.place', { ...number })}`}
      </span>
    </div>
  );
}
