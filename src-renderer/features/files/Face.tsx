import { Mic } from 'lucide-react';
import { useState } from 'react';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { useStores } from '../../stores/context.tsx';
import { FileIcon } from '../media/FileIcon.tsx';
import styles from './Files.module.css';

/** A small picture of it, or a sign for what it is. */
export function Face({ entry: { message, attachment } }: { entry: FileEntry }) {
  const { mediaUrl } = useStores();
  const [isBroken, setBroken] = useState(false);
  const { kind, name, hasThumbnail } = attachment;
  if (kind === 'voice') {
    return (
      <span className={styles.voice} aria-hidden="true">
        <Mic size="1.25rem" />
      </span>
    );
  }
  if (kind === 'file' || !hasThumbnail || isBroken) return <FileIcon name={name} />;
  return (
    <img
      className={styles.thumbnail}
      data-kind={kind}
      src={mediaUrl({ of: 'message', id: message, part: 'thumbnail' })}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setBroken(true)}
    />
  );
}
