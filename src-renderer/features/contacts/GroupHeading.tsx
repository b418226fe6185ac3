import { ChevronRight, FolderMinus, FolderPen, FolderPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ContextMenu, type MenuItem } from '../../components/Menu/Menu.tsx';
import { type FriendRow, UNGROUPED } from '../../model/friends.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './ContactsPane.module.css';

interface GroupHeadingProps {
  heading: Extract<FriendRow, { kind: 'heading' }>;
  tabIndex: 0 | -1;
}

/** The name of a group of friends, and how many of them are there; a click hides or shows them. */
export function GroupHeading({ heading: { group, online, total, isClosed }, tabIndex }: GroupHeadingProps) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { openDialog, toggleGroup } = ui.getState();
  const isNamed = group !== UNGROUPED;
  const name = isNamed ? group : t('contacts.myFriends');
  const items: MenuItem[] = [
    {
      label: t('groups.new'),
      icon: <FolderPlus size="1rem" aria-hidden="true" />,
      run: () => openDialog({ kind: 'name-group' }),
    },
  ];
  if (isNamed) {
    items.push(
      {
        label: t('groups.rename'),
        icon: <FolderPen size="1rem" aria-hidden="true" />,
        run: () => openDialog({ kind: 'name-group', from: group }),
      },
      {
        label: t('groups.delete'),
        icon: <FolderMinus size="1rem" aria-hidden="true" />,
        danger: true,
        run: () => openDialog({ kind: 'delete-group', name: group }),
      },
    );
  }
  return (
    <ContextMenu items={items}>
      <button
        type="button"
        className={styles.group}
        tabIndex={tabIndex}
        aria-expanded={!isClosed}
        aria-label={t('groups.heading', { name, online, total })}
        onClick={() => toggleGroup(group)}
      >
        <ChevronRight size="0.875rem" aria-hidden="true" />
        <bdi>{name}</bdi>
        <span className={styles.count}>{t('groups.count', { online, total })}</span>
      </button>
    </ContextMenu>
  );
}
