import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, ConversationId } from '../../../src-main/contract/model.ts';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { isolate } from '../../model/names.ts';
import { countSendable, hidesText } from '../../model/staged.ts';
import { useConversations, useStaging, useStores } from '../../stores/context.tsx';
import type { Hiding, Outgoing } from '../../stores/staging.ts';
import { ChatProvider } from '../chat/ChatContext.tsx';
import { focusEditor } from '../chat/focusEditor.ts';
import { DiscardDialog } from './DiscardDialog.tsx';
import { HideText, nothingTyped } from './HideText.tsx';
import { Review } from './Review.tsx';
import { useLeaving } from './useLeaving.ts';

/** What was taken in for a chat, before it is sent. Closing it leaves all of it, asking first if that is much; the words stay in the editor. */
export function AttachDialog({ chat }: { chat: ConversationId }) {
  const { ui } = useStores();
  const conversation = useConversations((state) => state.conversations.get(chat));
  const outgoing = useStaging((state) => state.chats.get(chat));
  const isOver = !conversation || !outgoing;

  useEffect(() => {
    if (!isOver) return;
    ui.getState().closeDialog();
    focusEditor();
  }, [ui, isOver]);

  if (isOver) return null;
  return (
    <ChatProvider conversation={conversation}>
      <Steps conversation={conversation} outgoing={outgoing} />
    </ChatProvider>
  );
}

/** All of it, or one of them in which a text is being hidden. */
function Steps({ conversation, outgoing }: { conversation: Conversation; outgoing: Outgoing }) {
  const { t } = useTranslation();
  const name = useChatNames()(conversation);
  const [hidingKey, setHidingKey] = useState<number>();
  const [typed, setTyped] = useState<ReadonlyMap<number, Hiding>>(new Map());
  const { items } = outgoing;
  const losesText = hidesText(items) || items.some(({ key }) => typed.get(key)?.text);
  const { isAsked, hasCaption, leave, discard, stay } = useLeaving(conversation, { items, losesText });
  const hiding = items.find(({ key }) => key === hidingKey);
  const back = () => setHidingKey(undefined);
  if (hiding) {
    const { key } = hiding;
    const type = (what: Hiding) => setTyped(new Map(typed).set(key, what));
    return (
      <Dialog title={t('hide.title')} wide onClose={back}>
        <HideText
          chat={conversation.id}
          item={hiding}
          typed={typed.get(key) ?? nothingTyped}
          onType={type}
          onDone={back}
        />
      </Dialog>
    );
  }
  return (
    <>
      <Dialog title={t('attach.title', { name: isolate(name) })} wide onClose={leave}>
        <Review conversation={conversation} outgoing={outgoing} onHide={setHidingKey} onCancel={leave} />
      </Dialog>
      {isAsked && (
        <DiscardDialog
          count={countSendable(items)}
          losesText={losesText}
          hasCaption={hasCaption}
          onBack={stay}
          onDiscard={discard}
        />
      )}
    </>
  );
}
