import { useCallback, useEffect, useRef, useState } from 'react';
import { type Task, useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import type { PictureWithText } from '../../stores/hidden-text.ts';

/** A text in a picture that is shown for as long as somebody looks at it. */
export interface SafeView {
  password: string;
  /** what was found; gone as soon as the window is left */
  text: string | undefined;
  task: Task;
  setPassword(password: string): void;
  show(): void;
  hide(): void;
}

export function useSafeView(of: PictureWithText): SafeView {
  const { hiddenText } = useStores();
  const [password, setPassword] = useState('');
  const [text, setText] = useState<string>();
  const task = useTask();
  const { clear, run } = task;
  /** counts up whenever the window is left: what is found later is not shown */
  const turn = useRef(0);

  const hide = useCallback(() => {
    turn.current += 1;
    setText(undefined);
    setPassword('');
  }, []);

  // the text is not to stay on the screen of somebody who has gone
  useEffect(() => {
    const leave = () => document.visibilityState === 'hidden' && hide();
    window.addEventListener('blur', hide);
    document.addEventListener('visibilitychange', leave);
    return () => {
      window.removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', leave);
    };
  }, [hide]);

  async function show(): Promise<void> {
    const mine = turn.current;
    const found = await hiddenText.reveal(of, password);
    if (turn.current === mine) setText(found);
  }

  return {
    password,
    text,
    task,
    setPassword: (typed) => {
      setPassword(typed);
      clear();
    },
    show: () => void run(show),
    hide,
  };
}
