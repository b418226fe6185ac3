import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationId, MessageId } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { type Gallery, galleryOf, needsOlder, placeOf } from '../../model/gallery.ts';
import { useMessages, useStores, useTransfers } from '../../stores/context.tsx';

/** All pictures of a chat, as seen from one of them; tells when that one is taken away. */
export function useGallery(chat: ConversationId, message: MessageId, onGone: () => void) {
  const recent = useMessages((state) => state.histories.get(chat));
  const { fetched, fetch, failure } = useFetched(chat);
  const gone = useTransfers((state) => state.gone);
  const gallery = useMemo(() => galleryOf(recent, fetched, gone), [recent, fetched, gone]);
  const place = placeOf(gallery, message);
  const latest = useTransfers((state) => state.latest.get(message));
  const isBegun = fetched.files.length > 0;
  const lacksOlder = gallery.more && (!isBegun || needsOlder(gallery, message));
  const before = fetched.files.at(-1)?.order;
  // what has failed is tried again with the next picture
  const wantedBy = lacksOlder ? message : undefined;

  useEffect(() => {
    if (wantedBy !== undefined) fetch(before);
  }, [wantedBy, before, fetch]);
  useGone(place && message, onGone);

  return { place, attachment: latest ?? place?.entry.attachment, failure };
}

/** Pictures of a chat, newest first, fetched page by page. */
function useFetched(chat: ConversationId) {
  const { transfers } = useStores();
  const [fetched, setFetched] = useState<Gallery>({ files: [], more: true });
  const isFetching = useRef(false);
  const { failure, run } = useTask();

  const fetch = useCallback(
    (before: number | undefined) => {
      if (isFetching.current) return;
      isFetching.current = true;
      void run(async () => {
        try {
          const page = await transfers.getState().pictures(chat, before);
          setFetched(({ files }) => ({ files: [...files, ...page.files], more: page.more }));
        } finally {
          isFetching.current = false;
        }
      });
    },
    [transfers, chat, run],
  );
  return { fetched, fetch, failure };
}

/** Tells when what was there is not any more, unless something else is looked at. */
function useGone(shown: MessageId | undefined, onGone: () => void): void {
  const last = useRef<MessageId>(undefined);
  useEffect(() => {
    if (shown === undefined && last.current !== undefined) onGone();
    last.current = shown;
  }, [shown, onGone]);
}
