import { useState } from 'react';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { type Intake, isWorthKeeping } from '../../model/staged.ts';
import { useDrafts, useStores } from '../../stores/context.tsx';

interface Chosen {
  items: Intake[];
  /** a text that is hidden in one of them, or was to be */
  losesText: boolean;
}

/** Leaves what is about to be sent, and asks before where much would have to be done again. */
export function useLeaving({ id, draft }: Conversation, { items, losesText }: Chosen) {
  const { staging } = useStores();
  const words = useDrafts((state) => state.texts.get(id)) ?? draft;
  const [wordsBefore] = useState(words);
  const [isAsked, setAsked] = useState(false);
  const hasCaption = words.trim() !== '' && words !== wordsBefore;
  const discard = () => staging.getState().drop(id);

  function leave(): void {
    if (isWorthKeeping(items, hasCaption || losesText)) setAsked(true);
    else discard();
  }

  return { isAsked, hasCaption, leave, discard, stay: () => setAsked(false) };
}
