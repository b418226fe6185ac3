import { useTranslation } from 'react-i18next';
import { useChatNames } from '../../hooks/useNames.ts';
import { useNow } from '../../hooks/useNow.ts';
import { useShownName } from '../../hooks/useShownName.ts';
import { type Destination, destinations } from '../../model/forward.ts';
import { containsText } from '../../model/order.ts';
import { useContacts, useConversations, useSession } from '../../stores/context.tsx';
import type { Face } from '../chats/ChatAvatar.tsx';

export interface NamedDestination extends Destination {
  name: string;
  face: Face;
}

/** The chats and friends that something can be forwarded to, those with the typed text in their name. */
export function useDestinations(typed: string): NamedDestination[] {
  const { t } = useTranslation();
  const nameOf = useChatNames();
  const shownName = useShownName();
  const now = useNow(60_000);
  const me = useSession((state) => state.session?.profile);
  const conversations = useConversations((state) => state.conversations);
  const contacts = useContacts((state) => state.contacts);
  if (!me) return [];
  const myself = me;

  function named(destination: Destination): NamedDestination {
    const { conversation, contact } = destination;
    if (conversation) return { ...destination, name: nameOf(conversation), face: conversation };
    if (!contact) return { ...destination, name: t('chats.saved'), face: { kind: 'saved', profile: myself } };
    const { profile, remark } = contact;
    return { ...destination, name: shownName(profile, remark), face: { kind: 'person', profile } };
  }

  return destinations(conversations.values(), contacts, me.account, now)
    .map(named)
    .filter(({ name }) => containsText(name, typed));
}
