import type { ConversationId } from '../../../src-main/contract/model.ts';
import { useStores } from '../../stores/context.tsx';

/** Begins to record for a chat. */
export function useRecord(chat: ConversationId): () => void {
  const stores = useStores();
  return () => {
    // one's own loudspeaker is not to be heard in it
    stores.playing.getState().reset();
    stores.inBackground(stores.recording.getState().start(chat));
  };
}
