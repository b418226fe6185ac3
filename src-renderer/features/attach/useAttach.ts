import type { ConversationId } from '../../../src-main/contract/model.ts';
import { useStores } from '../../stores/context.tsx';
import type { Offered } from '../../stores/staging.ts';

/** Takes files in for a chat and shows them before they are sent. */
export function useAttach(chat: ConversationId): (files: Offered[], asFiles?: boolean) => void {
  const { staging, ui } = useStores();
  return (files, asFiles = false) => {
    if (files.length === 0) return;
    staging.getState().add(chat, files, asFiles);
    ui.getState().openDialog({ kind: 'attach', chat });
  };
}
