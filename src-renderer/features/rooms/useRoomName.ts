import { useState } from 'react';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { type Problem, roomNameProblem } from '../../model/fields.ts';
import { useSession } from '../../stores/context.tsx';

const USUAL_LENGTH = { min: 2, max: 32 };

/** The name of a room while it is typed. Its problems are shown from the first attempt on. */
export function useRoomName(first: string) {
  const text = useText();
  const length = useSession((state) => state.session?.limits.roomName) ?? USUAL_LENGTH;
  const [name, setName] = useState(first);
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<Problem>();
  const found = roomNameProblem(name, length);
  const problem = isTried ? (found ?? refused) : undefined;
  return {
    name: name.trim(),
    length,
    field: {
      value: name,
      onChange: (event: { target: { value: string } }) => {
        setName(event.target.value);
        setRefused(undefined);
      },
      problem: problem && text(problemText('roomName', problem, length)),
    },
    /** An attempt: true when nothing is wrong with it. */
    check: () => {
      setTried(true);
      return found === undefined;
    },
    /** Takes over what the server has against the name; true when it is the name. */
    refuse: (error: unknown) => setRefused(refusedFields(error).name),
    isRefused: refused !== undefined,
  };
}
