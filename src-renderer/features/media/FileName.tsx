import { splitName } from '../../model/file-name.ts';
import { isolate } from '../../model/names.ts';
import styles from './Media.module.css';

/** A file's name as its sender wrote it: cut short before its ending if need be, never in it. */
export function FileName({ name }: { name: string }) {
  const { stem, ending } = splitName(name);
  return (
    <span className={styles.name} title={isolate(name)}>
      <bdi className={styles.stem}>{stem}</bdi>
      <bdi className={styles.ending}>{ending}</bdi>
    </span>
  );
}
