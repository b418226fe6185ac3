import { Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { StickerTab } from '../stickers/StickerTab.tsx';
import { EmojiPanel } from './EmojiPanel.tsx';

interface EmojiPickerProps {
  /** where stickers are sent to; without it there are none */
  chat?: ConversationId;
  onPick(emoji: string): void;
  onClose(): void;
}

/** A button that opens the emoji and the stickers. */
export function EmojiPicker({ chat, onPick, onClose }: EmojiPickerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);

  function pick(symbol: string): void {
    setOpen(false);
    onPick(symbol);
  }

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label={t('chat.emoji')} icon={<Smile size="1.25rem" />} />
      </Popover.Trigger>
      <EmojiPanel
        onPick={pick}
        onClosed={onClose}
        stickers={chat !== undefined && <StickerTab chat={chat} onSent={() => setOpen(false)} />}
      />
    </Popover.Root>
  );
}
