import { useState } from 'react';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import type { ContractError } from '../../../src-main/contract/errors.ts';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import { useTask } from '../../hooks/useTask.ts';
import type { TextRef } from '../../model/failure.ts';
import { isolate } from '../../model/names.ts';
import { transferSteps } from '../../model/transfer.ts';
import { useStores } from '../../stores/context.tsx';
import { useTransfer } from '../media/useTransfer.ts';
import { type FileDeeds, useFileMenu } from './useFileMenu.tsx';

export interface FileActions extends FileDeeds {
  /** what a click does */
  first(): void;
  menu: MenuItem[];
  failure: ContractError | undefined;
  /** what has been done */
  told: TextRef | undefined;
}

/** What can be done with an attachment from the list of files. */
export function useFileActions({ message, conversation, attachment, ...rest }: FileEntry): FileActions {
  const stores = useStores();
  const control = useTransfer(message);
  const { failure, run } = useTask();
  const [told, setTold] = useState<TextRef>();
  const isHere = attachment.state === 'here';

  async function goThere(): Promise<void> {
    await stores.openChat(conversation);
    await stores.goToMessage(conversation, message);
  }

  async function look(): Promise<void> {
    await goThere();
    stores.ui.getState().openDialog({ kind: 'viewer', chat: conversation, message });
  }

  async function saveCopy(): Promise<void> {
    const { name } = await stores.transfers.getState().save(message);
    setTold({ key: 'files.saved', values: { name: isolate(name) } });
  }

  /** A file is opened by the system, a picture in Miyu; what is not here is fetched, everything else shown where it was said. */
  function first(): void {
    const [step] = transferSteps(attachment);
    if (attachment.kind === 'file' && isHere) return control.open();
    if (attachment.kind === 'file' && (step === 'fetch' || step === 'resume' || step === 'again'))
      return control.step(step);
    void run(attachment.kind === 'picture' && isHere ? look : goThere);
  }

  const file = { message, conversation, attachment, ...rest };
  const deeds: FileDeeds = {
    control,
    jump: () => void run(goThere),
    save: () => void run(saveCopy),
    remove: isHere ? () => stores.ui.getState().openDialog({ kind: 'delete-file', file }) : undefined,
  };
  const menu = useFileMenu(attachment, deeds);
  return { ...deeds, first, menu, failure: control.failure ?? failure, told };
}
