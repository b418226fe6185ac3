import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { useAskFor, useChatNames, useNames } from '../../hooks/useNames.ts';
import { useConversations } from '../../stores/context.tsx';
import styles from './Files.module.css';

/** From whom it is, and in which chat. */
export function Origin({ entry: { author, own, conversation } }: { entry: FileEntry }) {
  const { t } = useTranslation();
  const names = useNames(conversation);
  const nameOf = useChatNames();
  const chat = useConversations((state) => state.conversations.get(conversation));
  useAskFor(names, [author]);
  const isTold = chat?.kind === 'person' && !own;
  return (
    <span className={styles.origin}>
      <bdi>{own ? t('files.mine') : names.of(author)}</bdi>
      {chat && !isTold && (
        <>
          {' → '}
          <bdi>{nameOf(chat)}</bdi>
        </>
      )}
    </span>
  );
}
