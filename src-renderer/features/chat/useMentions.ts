import { type KeyboardEvent, type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, RoomMember } from '../../../src-main/contract/model.ts';
import { mentionChoices, mentionName, mentionQuery } from '../../model/mentions.ts';
import { useOpenChat } from './ChatContext.tsx';
import type { EditorState } from './useEditor.ts';

const SHOWN = 8;

/** Everybody, or one member. */
export type MentionChoice = { kind: 'all'; name: string } | { kind: 'member'; name: string; member: RoomMember };

export interface MentionPicking {
  choices: MentionChoice[];
  /** the choice that Enter takes */
  index: number;
  pick(choice: MentionChoice): void;
  /** Moves, takes or leaves the list; true when the key was for it. */
  press(event: KeyboardEvent): boolean;
  /** To be called whenever the text or the caret in it has changed. */
  noteCaret(): void;
  close(): void;
}

/** The members that what is typed after an @ may mean. */
export function useMentions(
  conversation: Conversation,
  { text, replace }: Pick<EditorState, 'text' | 'replace'>,
  field: RefObject<HTMLTextAreaElement | null>,
): MentionPicking {
  const { t } = useTranslation();
  const { me, members } = useOpenChat();
  const [caret, setCaret] = useState<number>();
  const [moved, setMoved] = useState(0);

  const isRoom = conversation.kind === 'room';
  const query = isRoom && caret !== undefined ? mentionQuery(text, caret) : undefined;
  const mayAll = isRoom && conversation.room.role !== undefined && conversation.room.role !== 'member';
  const choices = query ? choicesFor(query.query) : [];
  const index = Math.min(moved, choices.length - 1);

  function choicesFor(typed: string): MentionChoice[] {
    const everybody = t('mention.all');
    const others = members.filter(({ profile }) => profile.account !== me);
    const found = mentionChoices(others, typed, SHOWN).map(
      (member): MentionChoice => ({ kind: 'member', name: mentionName(member), member }),
    );
    const isAll = mayAll && everybody.startsWith(typed.toLowerCase());
    return isAll ? [{ kind: 'all', name: everybody }, ...found] : found;
  }

  function close(): void {
    setCaret(undefined);
    setMoved(0);
  }

  function pick({ name }: MentionChoice): void {
    if (!query) return;
    replace(query.start, query.start + 1 + query.query.length, `@${name} `);
    close();
  }

  function press(event: KeyboardEvent): boolean {
    const choice = choices[index];
    if (!choice || event.nativeEvent.isComposing) return false;
    switch (event.key) {
      case 'ArrowDown':
        setMoved((index + 1) % choices.length);
        break;
      case 'ArrowUp':
        setMoved((index + choices.length - 1) % choices.length);
        break;
      case 'Enter':
      case 'Tab':
        pick(choice);
        break;
      case 'Escape':
        close();
        break;
      default:
        return false;
    }
    event.preventDefault();
    return true;
  }

  function noteCaret(): void {
    const area = field.current;
    setCaret(area && area.selectionStart === area.selectionEnd ? area.selectionStart : undefined);
  }

  return { choices, index, pick, press, noteCaret, close };
}
