import { CheckCheck, CircleUserRound, MessageCircle, UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { Badge } from '../../components/Badge/Badge.tsx';
import { ContextMenu, type MenuItem } from '../../components/Menu/Menu.tsx';
import { useText } from '../../hooks/useText.ts';
import { previewOf } from '../../model/lines.ts';
import { nameOf } from '../../model/names.ts';
import { shortTime } from '../../model/time.ts';
import { useDrafts, useLanguage, usePresence, useStores, useTyping, useUi } from '../../stores/context.tsx';
import { MessageStateIcon } from '../chat/MessageStateIcon.tsx';
import styles from './Row.module.css';
import { Row } from './Row.tsx';

interface ChatRowProps {
  conversation: Conversation;
  now: number;
  tabIndex: 0 | -1;
}

export function ChatRow({ conversation, now, tabIndex }: ChatRowProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const language = useLanguage();
  const { id, last, unread } = conversation;
  const isSelected = useUi((state) => state.section === 'chats' && state.chat === id);
  const presence = usePresence(id);
  const items = useRowMenu(conversation);
  return (
    <ContextMenu items={items}>
      <Row
        person={conversation.profile}
        presence={presence}
        isSelected={isSelected}
        tabIndex={tabIndex}
        onOpen={() => stores.inBackground(stores.openChat(id))}
        end={last && <time dateTime={new Date(last.time).toISOString()}>{shortTime(last.time, now, language)}</time>}
      >
        <Preview conversation={conversation} isSelected={isSelected} />
        {unread > 0 && <span className="visually-hidden">{t('navigation.unread', { count: unread })}</span>}
        <Badge count={unread} />
      </Row>
    </ContextMenu>
  );
}

function Preview({ conversation, isSelected }: { conversation: Conversation; isSelected: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const { id, last } = conversation;
  const draft = useDrafts((state) => state.texts.get(id)) ?? conversation.draft;
  const isTyping = useTyping((state) => state.typing.has(id));
  if (isTyping) return <span className={styles.typing}>{t('presence.typing')}</span>;
  if (draft.trim() && !isSelected) {
    return (
      <span className={styles.preview}>
        <span className={styles.draft}>{t('chats.draft')}</span> <bdi>{draft}</bdi>
      </span>
    );
  }
  if (!last) return <span className={styles.preview}>{t('chats.noMessages')}</span>;
  return (
    <span className={styles.preview}>
      {last.own && last.state !== 'delivered' && <MessageStateIcon state={last.state} />}
      {last.own && t('chats.own')}
      <bdi>{text(previewOf(last))}</bdi>
    </span>
  );
}

function useRowMenu({ id, profile, isContact, unread }: Conversation): MenuItem[] {
  const { t } = useTranslation();
  const stores = useStores();
  const ui = stores.ui.getState();
  const open: MenuItem = {
    label: t('chats.openChat'),
    icon: <MessageCircle size="1rem" aria-hidden="true" />,
    run: () => stores.inBackground(stores.openChat(id)),
  };
  const read: MenuItem = {
    label: t('chats.markRead'),
    icon: <CheckCheck size="1rem" aria-hidden="true" />,
    run: () => stores.inBackground(stores.conversations.getState().markRead(id, Number.MAX_SAFE_INTEGER)),
  };
  const friend: MenuItem[] = [
    {
      label: t('chats.openContact'),
      icon: <CircleUserRound size="1rem" aria-hidden="true" />,
      run: () => ui.showContact(id),
    },
    {
      label: t('contacts.remove'),
      icon: <UserMinus size="1rem" aria-hidden="true" />,
      danger: true,
      run: () => ui.openDialog({ kind: 'remove-friend', account: id, name: nameOf(profile) }),
    },
  ];
  return [open, ...(unread > 0 ? [read] : []), ...(isContact ? friend : [])];
}
