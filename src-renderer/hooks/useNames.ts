import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AccountId,
  type Conversation,
  type ConversationId,
  isRoom,
  type Profile,
} from '../../src-main/contract/model.ts';
import type { LineNames } from '../model/lines.ts';
import { isolate, memberName, nameOf } from '../model/names.ts';
import {
  useContacts,
  useConversations,
  useLanguage,
  usePeople,
  useRooms,
  useSession,
  useStores,
} from '../stores/context.tsx';
import { useShownName, useTellingApart } from './useShownName.ts';

/** How the people of a chat are called. */
export interface Names {
  /**
   * the remark, else the card in the room, else their own name, else the number; with @name and number for who looks
   * like another
   */
  of(account: AccountId): string;
  /** the same without the remark, which is nobody else's business */
  publicly(account: AccountId): string;
  profileOf(account: AccountId): Profile | undefined;
}

/** The names of whoever says or does something in a chat. */
export function useNames(chat: ConversationId | undefined): Names {
  const me = useSession((state) => state.session?.profile);
  const contacts = useContacts((state) => state.contacts);
  const people = usePeople((state) => state.profiles);
  const members = useRooms((state) =>
    chat !== undefined && isRoom(chat) ? state.rooms.get(chat)?.memberList : undefined,
  );
  const other = useConversations((state) => {
    const conversation = chat === undefined ? undefined : state.conversations.get(chat);
    return conversation?.kind === 'person' ? conversation.profile : undefined;
  });

  const tellApart = useTellingApart();

  return useMemo(() => {
    const inRoom = new Map(members?.map((member) => [member.profile.account, member]));
    const known = [me, other].filter((profile) => profile !== undefined);

    function profileOf(account: AccountId): Profile | undefined {
      return (
        inRoom.get(account)?.profile ??
        known.find((profile) => profile.account === account) ??
        contacts.get(account)?.profile ??
        people.get(account)
      );
    }

    function publicly(account: AccountId): string {
      const member = inRoom.get(account);
      if (member) return memberName(member, undefined);
      const profile = profileOf(account);
      return profile ? nameOf(profile) : String(account);
    }

    function of(account: AccountId): string {
      const name = contacts.get(account)?.remark || publicly(account);
      const profile = profileOf(account);
      return profile ? tellApart(profile, name) : name;
    }

    return { of, publicly, profileOf };
  }, [me, contacts, people, members, other, tellApart]);
}

const NAMED_AT_MOST = 5;

/** The same names for lines that tell what somebody did, with "you" for the person here. */
export function useLineNames(names: Names): LineNames {
  const { t } = useTranslation();
  const language = useLanguage();
  const me = useSession((state) => state.session?.profile.account);

  return useMemo(() => {
    const list = new Intl.ListFormat(language);
    return {
      by: (account) => (account === me ? t('line.youBy') : isolate(names.of(account))),
      to: (accounts) => {
        const named = accounts
          .slice(0, NAMED_AT_MOST)
          .map((account) => (account === me ? t('line.youTo') : isolate(names.of(account))));
        const more = accounts.length - named.length;
        return more > 0 ? t('line.andMore', { names: list.format(named), count: more }) : list.format(named);
      },
    };
  }, [t, language, me, names]);
}

/** Finds out who people are whom nothing here knows. */
export function useAskFor(names: Names, accounts: readonly AccountId[]): void {
  const stores = useStores();
  const unknown = accounts.filter((account) => !names.profileOf(account)).join();
  useEffect(() => {
    if (unknown === '') return;
    for (const account of unknown.split(',')) {
      stores.inBackground(stores.people.getState().ask(Number(account) as AccountId));
    }
  }, [stores, unknown]);
}

/** What a chat is called: the person by their remark, the room by its name. */
export function useChatNames(): (conversation: Conversation) => string {
  const { t } = useTranslation();
  const nameOf = useShownName();
  const contacts = useContacts((state) => state.contacts);
  return useCallback(
    (conversation) => {
      switch (conversation.kind) {
        case 'person':
          return nameOf(conversation.profile, contacts.get(conversation.id)?.remark);
        case 'saved':
          return t('chats.saved');
        case 'room':
          return conversation.room.name;
      }
    },
    [t, contacts, nameOf],
  );
}
