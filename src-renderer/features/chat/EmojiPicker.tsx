import { Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { EmojiPanel } from './EmojiPanel.tsx';

/** A button that opens the emoji. */
export function EmojiPicker({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) {
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
      <EmojiPanel onPick={pick} onClosed={onClose} />
    </Popover.Root>
  );
}
