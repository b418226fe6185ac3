import { Mic } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useStores } from '../../stores/context.tsx';

/** Begins to record a voice message for a chat. */
export function VoiceButton({ chat }: { chat: ConversationId }) {
  const { t } = useTranslation();
  const stores = useStores();

  function begin(): void {
    // one's own loudspeaker is not to be heard in it
    stores.playing.getState().reset();
    stores.inBackground(stores.recording.getState().start(chat));
  }

  return <IconButton label={t('voice.record')} icon={<Mic size="1.25rem" />} onClick={begin} />;
}
