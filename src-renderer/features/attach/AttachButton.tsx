import { File, Image, Paperclip } from 'lucide-react';
import { type ChangeEvent, type ReactNode, type Ref, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
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
      <FileInput ref={pictures} chat={chat} label={t('attach.picture')} accept="image/*" />
      <FileInput ref={files} chat={chat} label={t('attach.file')} />
    </>
  );
}

interface FileInputProps {
  ref: Ref<HTMLInputElement>;
  chat: ConversationId;
  label: string;
  /** pictures only; without it everything, as files */
  accept?: string;
}

function FileInput({ ref, chat, label, accept }: FileInputProps) {
  const attach = useAttach(chat);

  function choose(event: ChangeEvent<HTMLInputElement>): void {
    attach([...(event.target.files ?? [])], accept === undefined);
    // the same file can be chosen again
    event.target.value = '';
  }

  return (
    <input
      ref={ref}
      className="visually-hidden"
      type="file"
      multiple
      accept={accept}
      tabIndex={-1}
      aria-label={label}
      onChange={choose}
    />
  );
}
