import { useEffect } from 'react';
import { useStores } from '../../stores/context.tsx';

/** Knows whether the person looks: only what is looked at counts as read. */
export function useFocusOfWindow(): void {
  const { ui } = useStores();
  useEffect(() => {
    const note = () => ui.getState().setFocused(document.hasFocus() && document.visibilityState === 'visible');
    note();
    window.addEventListener('focus', note);
    window.addEventListener('blur', note);
    document.addEventListener('visibilitychange', note);
    return () => {
      window.removeEventListener('focus', note);
      window.removeEventListener('blur', note);
      document.removeEventListener('visibilitychange', note);
    };
  }, [ui]);
}
