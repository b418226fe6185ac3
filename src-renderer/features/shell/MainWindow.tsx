import { useUi } from '../../stores/context.tsx';
import { ChatPane } from '../chat/ChatPane.tsx';
import { useShake } from '../chat/useShake.ts';
import { ChatsPane } from '../chats/ChatsPane.tsx';
import { ContactPane } from '../contacts/ContactPane.tsx';
import { ContactsPane } from '../contacts/ContactsPane.tsx';
import { FilesPage } from '../files/FilesPage.tsx';
import { FilesPane } from '../files/FilesPane.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { SettingsPane } from '../settings/SettingsPane.tsx';
import { Banners } from './Banners.tsx';
import styles from './MainWindow.module.css';
import { Rail } from './Rail.tsx';
import { Resizer } from './Resizer.tsx';
import { useFocusOfWindow } from './useFocusOfWindow.ts';
import { useListWidth } from './useListWidth.ts';
import { useShortcuts } from './useShortcuts.ts';

const panes = {
  chats: { list: ChatsPane, detail: ChatPane },
  contacts: { list: ContactsPane, detail: ContactPane },
  files: { list: FilesPane, detail: FilesPage },
  settings: { list: SettingsPane, detail: SettingsPage },
};

/** Navigation, list, and what is chosen in the list. In a narrow window the last two take turns. */
export function MainWindow() {
  const section = useUi((state) => state.section);
  const hasDetail = useUi((state) => {
    switch (state.section) {
      case 'chats':
        return state.chat !== undefined;
      case 'contacts':
        return state.contact !== undefined;
      case 'files':
        return state.filesShown;
      case 'settings':
        return state.settingsPage !== undefined;
    }
  });
  const width = useListWidth();
  useShortcuts();
  useFocusOfWindow();
  useShake();

  const { list: List, detail: Detail } = panes[section];
  return (
    <div className={styles.window}>
      <Banners />
      <div ref={width.frame} className={styles.panes} data-shows={hasDetail ? 'detail' : 'list'}>
        <Rail />
        <div className={styles.list}>
          <List />
        </div>
        <Resizer width={width} />
        <main className={styles.detail}>
          <Detail />
        </main>
      </div>
    </div>
  );
}
