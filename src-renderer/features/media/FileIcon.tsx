import {
  AppWindow,
  File,
  FileArchive,
  FileCode,
  FileImage,
  FileMusic,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
  Presentation,
} from 'lucide-react';
import { type FileSort, fileSort } from '../../model/file-name.ts';
import styles from './Media.module.css';

const icons: Record<FileSort, LucideIcon> = {
  text: FileText,
  table: FileSpreadsheet,
  slides: Presentation,
  archive: FileArchive,
  picture: FileImage,
  sound: FileMusic,
  film: FileVideo,
  code: FileCode,
  program: AppWindow,
  other: File,
};

/** What a file probably is, by the ending of its name. */
export function FileIcon({ name }: { name: string }) {
  const sort = fileSort(name);
  const Icon = icons[sort];
  return (
    <span className={styles.icon} data-sort={sort} aria-hidden="true">
      <Icon size="1.375rem" />
    </span>
  );
}
