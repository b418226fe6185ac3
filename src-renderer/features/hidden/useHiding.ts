import { useCallback, useState } from 'react';
import type { Staged } from '../../../src-main/contract/attachment.ts';
import { useStores } from '../../stores/context.tsx';
import { type PickedPicture, usePickedPicture } from './usePickedPicture.ts';

/** What is to be hidden, and what it can be read with. */
export interface Typed {
  words: string;
  password: string;
}

/** A text on its way into a picture. What was typed is for whichever picture has room for it. */
export interface Hiding {
  picked: PickedPicture;
  typed: Typed;
  /** The name under which that text in that picture was saved. */
  saved: string | undefined;
  /** Whether words would be gone that are in no picture yet. */
  losesText: boolean;
  type(typed: Typed): void;
  /** Puts what was typed into a copy of the picture. */
  save(carrier: Staged): Promise<void>;
}

interface Saved {
  carrier: Staged;
  typed: Typed;
  name: string;
}

export function useHiding(): Hiding {
  const { hiddenText } = useStores();
  const picked = usePickedPicture();
  const [typed, type] = useState<Typed>({ words: '', password: '' });
  const [last, setLast] = useState<Saved>();
  const isSaved = last?.typed === typed;

  const save = useCallback(
    async (carrier: Staged) => {
      const name = await hiddenText.hideInto(carrier, typed.words, typed.password);
      setLast({ carrier, typed, name });
    },
    [hiddenText, typed],
  );

  return {
    picked,
    typed,
    saved: isSaved && last.carrier === picked.picture ? last.name : undefined,
    losesText: typed.words.trim() !== '' && !isSaved,
    type,
    save,
  };
}
