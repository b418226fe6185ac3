import { Bookmark, FolderPlus, Megaphone, MessagesSquare, Plus, Search, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { Menu, MenuAction, MenuSeparator } from '../../components/Menu/Menu.tsx';
import { useSession, useStores } from '../../stores/context.tsx';

/** Everything that begins a new chat. */
export function NewMenu() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { openDialog } = ui.getState();
  return (
    <Menu trigger={<IconButton label={t('chats.new')} icon={<Plus size="1.25rem" />} />}>
      <MenuAction
        label={t('chats.add')}
        icon={<UserPlus size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'add-friend', query: '' })}
      />
      <MenuAction
        label={t('room.create')}
        icon={<MessagesSquare size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'create-room' })}
      />
      <MenuAction
        label={t('room.find')}
        icon={<Search size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'add-friend', query: '' })}
      />
      <SavedAction />
      <MenuSeparator />
      <MenuAction
        label={t('broadcast.title')}
        icon={<Megaphone size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'broadcast' })}
      />
      <MenuAction
        label={t('groups.new')}
        icon={<FolderPlus size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'name-group' })}
      />
    </Menu>
  );
}

/** To the chat with oneself. */
function SavedAction() {
  const { t } = useTranslation();
  const stores = useStores();
  const me = useSession((state) => state.session?.profile.account);
  if (me === undefined) return null;
  return (
    <MenuAction
      label={t('chats.saved')}
      icon={<Bookmark size="1rem" aria-hidden="true" />}
      run={() => stores.inBackground(stores.openChat(me))}
    />
  );
}
