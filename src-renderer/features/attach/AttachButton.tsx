import { File, Image, Paperclip } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import { Menu, MenuAction } from '../../components/Menu/Menu.tsx';
import { useAttach } from './useAttach.ts';

interface AttachButtonProps {
  chat: ConversationId;
  /** more to send, in its menu */
  children?: ReactNode;
}

/** What can be sent beside words. */
export function AttachButton({ chat, children }: AttachButtonProps) {
  const { t } = useTranslation();
  const attach = useAttach(chat);
  const pictures = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu align="start" trigger={<IconButton label={t('attach.open')} icon={<Paperclip size="1.25rem" />} />}>
        <MenuAction
          label={t('attach.picture')}
          icon={<Image size="1rem" aria-hidden="true" />}
          run={() => pictures.current?.click()}
        />
        <MenuAction
          label={t('attach.file')}
          icon={<File size="1rem" aria-hidden="true" />}
          run={() => files.current?.click()}
        />
        {children}
      </Menu>
      <FileInput
        ref={pictures}
        label={t('attach.picture')}
        accept="image/*"
        multiple
        onFiles={(chosen) => attach(chosen, false)}
      />
      <FileInput ref={files} label={t('attach.file')} multiple onFiles={(chosen) => attach(chosen, true)} />
    </>
  );
}
