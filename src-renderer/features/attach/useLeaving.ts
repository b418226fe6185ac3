import { useState } from 'react';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { isWorthKeeping } from '../../model/staged.ts';
import { useDrafts, useStores } from '../../stores/context.tsx';
import type { Outgoing } from '../../stores/staging.ts';

/** Leaves what is about to be sent, and asks before where much would have to be done again. */
export function useLeaving({ id, draft }: Conversation, { items }: Outgoing) {
  const { staging } = useStores();
  const words = useDrafts((state) => state.texts.get(id)) ?? draft;
  const [wordsBefore] = useState(words);
  const [isAsked, setAsked] = useState(false);
  const hasCaption = words.trim() !== '' && words !== wordsBefore;
  const discard = () => staging.getState().drop(id);

  function leave(): void {
    if (isWorthKeeping(items, hasCaption)) setAsked(true);
    else discard();
  }

  return { isAsked, hasCaption, leave, discard, stay: () => setAsked(false) };
}
