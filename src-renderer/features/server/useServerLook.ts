import { useEffect, useState } from 'react';
import type { ServerSighting } from '../../../src-main/contract/model.ts';
import { asFailure } from '../../model/failure.ts';
import { useSession, useStores } from '../../stores/context.tsx';

export interface ServerLook {
  state: 'checking' | 'reachable' | 'unreachable';
  sighting: ServerSighting | undefined;
}

/** Looks at the login page's server once it is shown; its failure is shown as its state. */
export function useServerLook(): ServerLook {
  const { session } = useStores();
  const fingerprint = useSession((state) => state.server?.fingerprint);
  const [look, setLook] = useState<ServerLook>({ state: 'checking', sighting: undefined });

  useEffect(() => {
    if (!fingerprint) return;
    let isCurrent = true;
    const show = (result: ServerLook) => isCurrent && setLook(result);
    show({ state: 'checking', sighting: undefined });
    session
      .getState()
      .look()
      .then((sighting) => show({ state: 'reachable', sighting }))
      .catch((error) => {
        asFailure(error);
        show({ state: 'unreachable', sighting: undefined });
      });
    return () => {
      isCurrent = false;
    };
  }, [session, fingerprint]);

  return look;
}
