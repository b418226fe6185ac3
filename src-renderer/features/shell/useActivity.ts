import { useEffect } from 'react';
import { useStores } from '../../stores/context.tsx';

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Tells the core that the person is there, so that the account is not locked meanwhile. */
export function useActivity(): void {
  const stores = useStores();
  useEffect(() => {
    for (const sign of signs) window.addEventListener(sign, stores.noteActivity, { passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, stores.noteActivity);
    };
  }, [stores]);
}
