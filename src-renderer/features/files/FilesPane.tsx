import { AudioLines, FileText, Images, LayoutGrid, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SectionList } from '../../components/SectionList/SectionList.tsx';
import { type FileFilter, fileFilters } from '../../model/files.ts';
import { useFiles, useStores } from '../../stores/context.tsx';
import { HiddenToolButton } from '../hidden/HiddenToolButton.tsx';
import styles from './Files.module.css';
import { SpaceUsed } from './SpaceUsed.tsx';

const icons: Record<FileFilter, LucideIcon> = {
  all: LayoutGrid,
  pictures: Images,
  files: FileText,
  voice: AudioLines,
};

/** What kinds of attachments there are, and how much place they take. */
export function FilesPane() {
  const { t } = useTranslation();
  const stores = useStores();
  const chosen = useFiles((state) => state.filter);

  function choose(filter: FileFilter): void {
    stores.ui.getState().showFiles(true);
    stores.inBackground(stores.files.getState().setFilter(filter));
  }

  return (
    <>
      <SectionList
        title={t('files.title')}
        label={t('files.kinds')}
        sections={fileFilters.map((value) => ({ value, label: t(`files.kind.${value}`), icon: icons[value] }))}
        chosen={chosen}
        onChoose={choose}
      />
      <div className={styles.tools}>
        <HiddenToolButton />
      </div>
      <section className={styles.space} aria-label={t('files.space')}>
        <SpaceUsed />
      </section>
    </>
  );
}
