import { usePlaying, useStores } from '../../stores/context.tsx';

/** A sound of this window, as far as it is the one that plays. */
export interface Player {
  isPlaying: boolean;
  /** it has been begun, and not heard to its end */
  isBegun: boolean;
  /** milliseconds */
  position: number;
  hasFailed: boolean;
  toggle(): void;
  seek(position: number): void;
}

export function usePlayer(url: string): Player {
  const { playing } = useStores();
  const isCurrent = usePlaying((state) => state.source === url);
  const position = usePlaying((state) => (state.source === url ? state.position : 0));
  const isPlaying = usePlaying((state) => state.source === url && state.isPlaying);
  const hasFailed = usePlaying((state) => state.source === url && state.hasFailed);
  return {
    isPlaying,
    isBegun: isCurrent && (isPlaying || position > 0),
    position,
    hasFailed,
    toggle: () => playing.getState().toggle(url),
    seek: (to) => playing.getState().seek(url, to),
  };
}
