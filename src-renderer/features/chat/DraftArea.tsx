import type { ComponentPropsWithRef } from 'react';
import type { EditorState } from './useEditor.ts';
import type { MentionPicking } from './useMentions.ts';

interface DraftAreaProps extends Omit<ComponentPropsWithRef<'textarea'>, 'value' | 'onChange' | 'onSelect' | 'onBlur'> {
  editor: EditorState;
  mentions: MentionPicking;
  /** of the list of mentions, which stands near it */
  listId: string;
}

/** The field that a chat's draft is written in; its keys are the caller's. */
export function DraftArea({ editor, mentions, listId, ...rest }: DraftAreaProps) {
  const hasChoices = mentions.choices.length > 0;
  return (
    <textarea
      {...rest}
      aria-autocomplete="list"
      aria-controls={hasChoices ? listId : undefined}
      aria-activedescendant={hasChoices ? `${listId}-${mentions.index}` : undefined}
      dir="auto"
      value={editor.text}
      onChange={(event) => {
        editor.type(event.target.value);
        mentions.noteCaret();
      }}
      onSelect={mentions.noteCaret}
      onBlur={mentions.close}
    />
  );
}
