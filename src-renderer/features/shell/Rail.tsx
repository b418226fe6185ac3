import { Folder, LockKeyhole, type LucideIcon, MessageCircle, Settings, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../components/Badge/Badge.tsx';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import { totalUnread } from '../../model/order.ts';
import { useConversations, useRequestCount, useStores, useUi } from '../../stores/context.tsx';
import type { Section } from '../../stores/ui.ts';
import { OwnMenu } from './OwnMenu.tsx';
import styles from './Rail.module.css';

/** The navigation between the sections, with one's own picture on top. */
export function Rail() {
  const { t } = useTranslation();
  const unread = useConversations((state) => totalUnread(state.conversations.values()));
  const requests = useRequestCount();
  return (
    <nav className={styles.rail} aria-label={t('navigation.label')}>
      <OwnMenu />
      <RailButton
        section="chats"
        icon={MessageCircle}
        count={unread}
        counted={t('navigation.unread', { count: unread })}
      />
      <RailButton
        section="contacts"
        icon={UsersRound}
        count={requests}
        counted={t('navigation.requests', { count: requests })}
      />
      <RailButton section="files" icon={Folder} />
      <span className={styles.space} />
      <LockButton />
      <RailButton section="settings" icon={Settings} />
    </nav>
  );
}

function LockButton() {
  const { t } = useTranslation();
  const stores = useStores();
  return (
    <Tooltip text={t('lock.now')} side="right">
      <button
        type="button"
        className={styles.button}
        aria-label={t('lock.now')}
        onClick={() => stores.inBackground(stores.leave('lock'))}
      >
        <LockKeyhole size="1.375rem" strokeWidth={1.75} aria-hidden="true" />
      </button>
    </Tooltip>
  );
}

interface RailButtonProps {
  section: Section;
  icon: LucideIcon;
  count?: number;
  /** the count in words */
  counted?: string;
}

function RailButton({ section, icon: Icon, count = 0, counted }: RailButtonProps) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const isCurrent = useUi((state) => state.section === section);
  return (
    <Tooltip text={t(`navigation.${section}`)} side="right">
      <button
        type="button"
        className={styles.button}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => ui.getState().showSection(section)}
      >
        <Icon size="1.375rem" strokeWidth={1.75} aria-hidden="true" />
        <span className="visually-hidden">{t(`navigation.${section}`)}</span>
        {count > 0 && <span className="visually-hidden">{counted}</span>}
        <span className={styles.badge}>
          <Badge count={count} />
        </span>
      </button>
    </Tooltip>
  );
}
