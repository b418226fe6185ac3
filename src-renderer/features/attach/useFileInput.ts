import { useEffect, useRef, useState } from 'react';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { useStores } from '../../stores/context.tsx';
import { droppedIn, hasFiles, pastedIn } from './offered.ts';
import { useAttach } from './useAttach.ts';

/**
 * Files that are pasted, or dropped anywhere in the window, while one can write to a chat and nothing but their own dialog is in front. Tells
 * whether some are being held over the window.
 */
export function useFileInput(chat: ConversationId): boolean {
  const { ui } = useStores();
  const attach = useAttach(chat);
  const current = useRef(attach);
  current.current = attach;
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;

    function isFree(): boolean {
      const { dialog } = ui.getState();
      return dialog === undefined || dialog.kind === 'attach';
    }

    function over(event: DragEvent): void {
      if (!hasFiles(event.dataTransfer) || !isFree()) return;
      event.preventDefault();
      setOver(true);
    }

    function leave(event: DragEvent): void {
      // from one element to the next is not out of the window
      if (event.relatedTarget === null) setOver(false);
    }

    function drop(event: DragEvent): void {
      setOver(false);
      const { dataTransfer } = event;
      if (!dataTransfer || !hasFiles(dataTransfer) || !isFree()) return;
      event.preventDefault();
      current.current(droppedIn(dataTransfer));
    }

    function paste(event: ClipboardEvent): void {
      const files = event.clipboardData && isFree() ? pastedIn(event.clipboardData) : [];
      if (files.length === 0) return;
      event.preventDefault();
      current.current(files);
    }

    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', leave, { signal });
    document.addEventListener('drop', drop, { signal });
    document.addEventListener('paste', paste, { signal });
    return () => stop.abort();
  }, [ui]);

  return isOver;
}
