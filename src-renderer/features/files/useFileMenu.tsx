import {
  ArrowUpFromLine,
  CircleX,
  Download,
  FolderOpen,
  type LucideIcon,
  MessageSquareText,
  Pause,
  RotateCw,
  SquareArrowOutUpRight,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import { stepsAlone, type TransferStep } from '../../model/transfer.ts';
import type { TransferControl } from '../media/useTransfer.ts';

/** What a person can do with an attachment of the list. */
export interface FileDeeds {
  control: TransferControl;
  jump(): void;
  /** a copy into the folder of received files */
  save(): void;
  /** absent where nothing lies here */
  remove: (() => void) | undefined;
}

function iconOf(step: TransferStep, { state }: Attachment): LucideIcon {
  switch (step) {
    case 'fetch':
      return Download;
    case 'resume':
      return state === 'upload-paused' ? ArrowUpFromLine : Download;
    case 'pause':
      return Pause;
    case 'again':
    case 'resend':
      return RotateCw;
    case 'cancel':
      return CircleX;
  }
}

/** The same as the entries of a menu. */
export function useFileMenu(attachment: Attachment, { control, jump, save, remove }: FileDeeds): MenuItem[] {
  const { t } = useTranslation();
  const item = (label: string, Icon: LucideIcon, run: () => void): MenuItem => ({
    label,
    icon: <Icon size="1rem" aria-hidden="true" />,
    run,
  });

  function whereItIs(): MenuItem[] {
    if (attachment.state !== 'here') {
      return stepsAlone(attachment).map((step) =>
        item(t(`transfer.step.${step}`), iconOf(step, attachment), () => control.step(step)),
      );
    }
    if (attachment.kind !== 'file') return [item(t('files.save'), Download, save)];
    return [
      item(t('files.open'), SquareArrowOutUpRight, control.open),
      item(t('files.show'), FolderOpen, control.show),
    ];
  }

  return [
    ...whereItIs(),
    item(t('files.jump'), MessageSquareText, jump),
    ...(remove ? [{ ...item(t('files.deleteHere'), Trash2, remove), danger: true }] : []),
  ];
}
