import { useCallback, useEffect, useRef, useState } from 'react';
import type { Staged } from '../../../src-main/contract/attachment.ts';
import { type Task, useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';

export interface PickedPicture {
  /** once the core has it */
  picture: Staged | undefined;
  task: Task;
  pick(file: File): void;
}

/** A picture from this machine that is looked into, and forgotten when nobody looks any more. */
export function usePickedPicture(): PickedPicture {
  const { hiddenText } = useStores();
  const [picture, setPicture] = useState<Staged>();
  const task = useTask();
  const { run } = task;
  const held = useRef<Staged>(undefined);
  const turn = useRef(0);

  const hold = useCallback(
    (next: Staged | undefined) => {
      if (held.current) hiddenText.forget(held.current);
      held.current = next;
      setPicture(next);
    },
    [hiddenText],
  );

  const pick = useCallback(
    (file: File) => {
      turn.current += 1;
      const mine = turn.current;
      void run(async () => {
        const staged = await hiddenText.take(file);
        if (turn.current === mine) hold(staged);
        else hiddenText.forget(staged);
      });
    },
    [hiddenText, run, hold],
  );

  useEffect(
    () => () => {
      turn.current += 1;
      if (held.current) hiddenText.forget(held.current);
      held.current = undefined;
    },
    [hiddenText],
  );

  return { picture, task, pick };
}
