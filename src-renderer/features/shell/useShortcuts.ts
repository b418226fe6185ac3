import { useEffect } from 'react';
import { neighbour, sortConversations } from '../../model/order.ts';
import { type Shortcut, shortcutOf } from '../../model/shortcuts.ts';
import { useStores } from '../../stores/context.tsx';
import type { Stores } from '../../stores/stores.ts';
import { focusList, focusSearch } from '../chats/ListHeader.tsx';

/** The keys of the main window. A key that a dialog, a menu or a field has used is left alone. */
export function useShortcuts(): void {
  const stores = useStores();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const shortcut = event.defaultPrevented ? undefined : shortcutOf(event);
      if (!shortcut || isBlocked(shortcut, stores)) return;
      event.preventDefault();
      runShortcut(shortcut, stores);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [stores]);
}

/** While a dialog is open only its own Esc counts. */
function isBlocked(shortcut: Shortcut, { ui, session }: Stores): boolean {
  const { dialog } = ui.getState();
  const hasEnded = session.getState().session?.connection.state === 'ended';
  return hasEnded || (dialog !== undefined && !(dialog.kind === 'key-map' && shortcut.do === 'key-map'));
}

function runShortcut(shortcut: Shortcut, stores: Stores): void {
  const ui = stores.ui.getState();
  const chats = sortConversations(stores.conversations.getState().conversations.values());
  switch (shortcut.do) {
    case 'search':
      if (ui.section === 'settings') ui.showSection('chats');
      if (ui.section === 'files') ui.showFiles(true);
      focusSearch();
      break;
    case 'add-friend':
      ui.openDialog({ kind: 'add-friend', query: '' });
      break;
    case 'create-room':
      ui.openDialog({ kind: 'create-room' });
      break;
    case 'saved':
      openChat(stores, stores.session.getState().session?.profile.account);
      break;
    case 'lock':
      stores.inBackground(stores.leave('lock'));
      break;
    case 'key-map':
      if (ui.dialog) ui.closeDialog();
      else ui.openDialog({ kind: 'key-map' });
      break;
    case 'escape':
      closeTopmost(stores);
      break;
    case 'chat':
      openChat(stores, chats[shortcut.index]?.id);
      break;
    case 'neighbour':
      openChat(stores, neighbour(chats, ui.chat, shortcut.step)?.id);
      break;
  }
}

function openChat(stores: Stores, id: Parameters<Stores['openChat']>[0] | undefined): void {
  if (id !== undefined) stores.inBackground(stores.openChat(id));
}

function closeTopmost(stores: Stores): void {
  const { filter, section, setFilter, showContact, showFiles, showSettings } = stores.ui.getState();
  if (filter) setFilter('');
  else if (section === 'chats') leaveChat(stores);
  else if (section === 'contacts') showContact(undefined);
  else if (section === 'files') showFiles(false);
  else showSettings(undefined);
  // what had the focus may be gone with the next frame
  requestAnimationFrame(() => document.activeElement === document.body && focusList());
}

/** First what one is answering: its editor does so by itself, but the focus may be on its way there, or on a message. */
function leaveChat({ ui, composing }: Stores): void {
  const { chat, closeChat } = ui.getState();
  const { quotes, dropQuote } = composing.getState();
  if (chat !== undefined && quotes.has(chat)) dropQuote(chat);
  else closeChat();
}
