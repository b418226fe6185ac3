import { useEffect, useRef } from 'react';
import { useChatView } from '../../stores/context.tsx';

const SHAKE_MS = 500;
const STILL = '(prefers-reduced-motion: reduce)';

/** Shakes the window when a friend nudges, for whoever does not mind motion. */
export function useShake(): void {
  const nudges = useChatView((state) => state.nudges);
  const shaken = useRef(nudges);
  useEffect(() => {
    if (nudges === shaken.current) return;
    shaken.current = nudges;
    if (matchMedia(STILL).matches) return;
    const steps = [0, -8, 8, -6, 6, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
    document.getElementById('root')?.animate(steps, SHAKE_MS);
  }, [nudges]);
}
