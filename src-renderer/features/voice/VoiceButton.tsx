import { Mic } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { useConversations, useRecording, useStores } from '../../stores/context.tsx';
import { waitsElsewhere } from '../../stores/recording.ts';
import { useRecord } from './useRecord.ts';

/** Begins to record a voice message for a chat; asks first where one that waits in another chat would be lost. */
export function VoiceButton({ chat }: { chat: ConversationId }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const nameOf = useChatNames();
  const record = useRecord(chat);
  const elsewhere = useRecording(({ recording }) => waitsElsewhere(recording, chat));
  const waiting = useConversations(({ conversations }) =>
    elsewhere === undefined ? undefined : conversations.get(elsewhere),
  );

  function press(): void {
    if (waiting) ui.getState().openDialog({ kind: 'replace-recording', chat, name: nameOf(waiting) });
    else record();
  }

  return <IconButton label={t('voice.record')} icon={<Mic size="1.25rem" />} onClick={press} />;
}
