import { useEffect, useState } from 'react';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import type { ConversationId, MessageId } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { placeOf } from '../../model/gallery.ts';
import { useStores, useTransfers } from '../../stores/context.tsx';

/** The pictures of a chat round one of them; older ones are fetched when it is the oldest that is known. */
export function useGallery(chat: ConversationId, message: MessageId) {
  const { transfers } = useStores();
  const [files, setFiles] = useState<FileEntry[]>([]);
  const [more, setMore] = useState(true);
  const { failure, run } = useTask();
  const place = placeOf(files, message);
  const lacksOlder = more && place?.previous === undefined;
  const before = files.at(-1)?.order;
  const latest = useTransfers((state) => state.latest.get(message));

  useEffect(() => {
    if (!lacksOlder) return;
    void run(async () => {
      const page = await transfers.getState().pictures(chat, before);
      setMore(page.more);
      setFiles((known) => [...known, ...page.files]);
    });
  }, [transfers, run, chat, before, lacksOlder]);

  return { place, attachment: latest ?? place?.entry.attachment, failure };
}
