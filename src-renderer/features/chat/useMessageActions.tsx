import {
  CheckSquare,
  Copy,
  Download,
  ExternalLink,
  FolderOpen,
  Forward,
  HardDrive,
  Image,
  type LucideIcon,
  Pin,
  PinOff,
  Plus,
  Reply,
  RotateCw,
  Sticker,
  Trash2,
  Undo2,
} from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import { copyPicture, copyToClipboard } from '../../model/clipboard.ts';
import type { WrittenMessage } from '../../model/lines.ts';
import { actionOfKey, actionsFor, copyText, hasLeft, type MessageAction } from '../../model/message-actions.ts';
import { useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import { quickEmoji } from './emoji.ts';
import { focusEditor } from './focusEditor.ts';

const icons: Record<MessageAction, LucideIcon> = {
  reply: Reply,
  open: ExternalLink,
  show: FolderOpen,
  copy: Copy,
  'copy-picture': Image,
  save: Download,
  'add-sticker': Sticker,
  forward: Forward,
  pin: Pin,
  unpin: PinOff,
  select: CheckSquare,
  recall: Undo2,
  'delete-here': HardDrive,
  delete: Trash2,
  retry: RotateCw,
  discard: Trash2,
};

const dangerous: ReadonlySet<MessageAction> = new Set(['recall', 'delete-here', 'delete', 'discard']);

/** Everything that can be done with a message, by its menu or by keys. */
export function useMessageActions(message: WrittenMessage) {
  const { t } = useTranslation();
  const stores = useStores();
  const { me, canWrite, canPin } = useOpenChat();
  const { id, attachment } = message;

  function offered(): MessageAction[] {
    const recall = stores.session.getState().session?.limits.recall ?? 0;
    return actionsFor(message, { canWrite, canPin, now: Date.now(), recall });
  }

  /** `focus` calls what puts the focus into the editor, when it stays there. */
  function run(action: MessageAction, focus: (run: () => void) => void): void {
    const messages = stores.messages.getState();
    const transfers = stores.transfers.getState();
    const { openDialog, setDone } = stores.ui.getState();
    switch (action) {
      case 'reply':
        stores.composing.getState().quote(message);
        return focus(focusEditor);
      case 'copy':
        return stores.inBackground(copyToClipboard(copyText(message)));
      case 'open':
        return stores.inBackground(transfers.open(id));
      case 'show':
        return stores.inBackground(transfers.show(id));
      case 'copy-picture':
        return stores.inBackground(copyPicture(stores.mediaUrl({ of: 'message', id, part: 'full' })));
      case 'save':
        return stores.inBackground(transfers.save(id).then(({ name }) => setDone({ what: 'saved', name })));
      case 'add-sticker':
        return stores.inBackground(
          stores.stickers
            .getState()
            .addFrom(id)
            .then(() => setDone({ what: 'sticker' })),
        );
      case 'delete-here':
        return attachment && openDialog({ kind: 'delete-file', file: { message: id, attachment } });
      case 'forward':
        return openDialog({ kind: 'forward', messages: [message], merged: false });
      case 'pin':
      case 'unpin':
        return stores.inBackground(messages.pin(id, action === 'pin'));
      case 'select':
        return stores.chatView.getState().select(id);
      case 'recall':
        return openDialog({ kind: 'recall', message: id });
      case 'delete':
        return openDialog({ kind: 'delete-messages', messages: [id] });
      case 'retry':
        return stores.inBackground(messages.retry(id));
      case 'discard':
        return stores.inBackground(messages.discard(id));
    }
  }

  function react(emoji: string): void {
    const isOn = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.by.some((by) => by === me));
    stores.inBackground(stores.messages.getState().react(id, emoji, !isOn));
  }

  function menu(later: (run: () => void) => void): MenuItem[] {
    return offered().map((action) => {
      const Icon = icons[action];
      return {
        label: t(`messageAction.${action}`),
        icon: <Icon size="1rem" aria-hidden="true" />,
        danger: dangerous.has(action),
        run: () => run(action, later),
      };
    });
  }

  /** The usual few, and a way to all others. */
  function quickReactions(openPicker: () => void): MenuItem[] {
    if (!canWrite || !hasLeft(message)) return [];
    const usual = quickEmoji.map((emoji) => ({
      label: t('reaction.with', { emoji }),
      icon: emoji,
      run: () => react(emoji),
    }));
    return [...usual, { label: t('reaction.other'), icon: <Plus size="1rem" aria-hidden="true" />, run: openPicker }];
  }

  /** True when the key was one for the message. */
  function byKey(event: KeyboardEvent): boolean {
    const action = actionOfKey(event);
    if (!action || !offered().includes(action)) return false;
    const { selected, toggle } = stores.chatView.getState();
    if (action === 'select' && selected) toggle(id);
    else run(action, (focus) => focus());
    return true;
  }

  return { menu, quickReactions, react, byKey };
}
