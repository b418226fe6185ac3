import { Pin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { Badge } from '../../components/Badge/Badge.tsx';
import { ContextMenu } from '../../components/Menu/Menu.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { shortTime } from '../../model/time.ts';
import { useChatPresence, useLanguage, useStores, useUi } from '../../stores/context.tsx';
import { ChatAvatar } from './ChatAvatar.tsx';
import { Preview } from './Preview.tsx';
import styles from './Row.module.css';
import { PlainRow } from './Row.tsx';
import { useChatMenu } from './useChatMenu.tsx';

interface ChatRowProps {
  conversation: Conversation;
  now: number;
  tabIndex: 0 | -1;
}

export function ChatRow({ conversation, now, tabIndex }: ChatRowProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const language = useLanguage();
  const nameOf = useChatNames();
  const { id, last, unread, isPinned } = conversation;
  const isSelected = useUi((state) => state.section === 'chats' && state.chat === id);
  const presence = useChatPresence(conversation);
  const items = useChatMenu(conversation);
  return (
    <ContextMenu items={items}>
      <PlainRow
        picture={<ChatAvatar chat={conversation} presence={presence} />}
        name={nameOf(conversation)}
        presence={presence}
        isSelected={isSelected}
        tabIndex={tabIndex}
        onOpen={() => stores.inBackground(stores.openChat(id))}
        end={last && <time dateTime={new Date(last.time).toISOString()}>{shortTime(last.time, now, language)}</time>}
      >
        <Preview conversation={conversation} isSelected={isSelected} />
        {isPinned && (
          <>
            <Pin className={styles.pin} size="0.875rem" aria-hidden="true" />
            <span className="visually-hidden">{t('chats.isPinned')}</span>
          </>
        )}
        {unread > 0 && <span className="visually-hidden">{t('navigation.unread', { count: unread })}</span>}
        <Badge count={unread} />
      </PlainRow>
    </ContextMenu>
  );
}
