import { createStore } from 'zustand/vanilla';

export const speeds = [1, 1.5, 2] as const;
export type Speed = (typeof speeds)[number];

/** The part of an audio element that playing needs. */
export interface Sound {
  src: string;
  currentTime: number;
  playbackRate: number;
  play(): Promise<void>;
  pause(): void;
  addEventListener(type: 'timeupdate' | 'ended' | 'error' | 'playing' | 'pause', listener: () => void): void;
}

export interface PlayingState {
  /** the address of the sound that plays, or that was played last */
  source: string | undefined;
  isPlaying: boolean;
  /** milliseconds from its beginning */
  position: number;
  speed: Speed;
  /** it could not be played */
  hasFailed: boolean;
  reset(): void;
  /** Plays a sound on from where it is, or pauses it. Whatever else plays ends. */
  toggle(source: string): void;
  /** Goes to a place in a sound, which plays on if it does. */
  seek(source: string, position: number): void;
  nextSpeed(): void;
  /** Ends a sound if it is the one that plays: it goes from where it was shown. */
  stop(source: string): void;
}

export type PlayingStore = ReturnType<typeof createPlayingStore>;

const atRest = { source: undefined, isPlaying: false, position: 0, hasFailed: false } as const;

/**
 * The one sound of this window. It is no part of what is drawn, so that it plays on while its message is scrolled away.
 * How long it is nobody asks it: recordings of browsers do not say.
 */
export function createPlayingStore(newSound: () => Sound) {
  let sound: Sound | undefined;

  return createStore<PlayingState>()((set, get) => {
    function theSound(): Sound {
      sound ??= listenedTo(newSound());
      return sound;
    }

    function listenedTo(fresh: Sound): Sound {
      fresh.addEventListener('timeupdate', () => get().source && set({ position: fresh.currentTime * 1000 }));
      fresh.addEventListener('playing', () => set({ isPlaying: true }));
      fresh.addEventListener('pause', () => set({ isPlaying: false }));
      fresh.addEventListener('ended', () => {
        fresh.currentTime = 0;
        set({ isPlaying: false, position: 0 });
      });
      fresh.addEventListener('error', () => get().source && set({ isPlaying: false, hasFailed: true }));
      return fresh;
    }

    function choose(source: string): Sound {
      const chosen = theSound();
      if (get().source === source && !get().hasFailed) return chosen;
      chosen.pause();
      chosen.src = source;
      set({ ...atRest, source });
      return chosen;
    }

    function play(chosen: Sound): void {
      // a new address sets the speed back
      chosen.playbackRate = get().speed;
      set({ isPlaying: true });
      chosen.play().catch((error) => noteRefused(chosen, error));
    }

    /** A `play` that a `pause` overtakes is refused too: that is no failure. */
    function noteRefused(chosen: Sound, error: unknown): void {
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== 'AbortError' && chosen === sound) set({ isPlaying: false, hasFailed: true });
    }

    function end(): void {
      sound?.pause();
      set(atRest);
    }

    return {
      ...atRest,
      speed: 1,
      reset: end,
      toggle: (source) => {
        const wasPlaying = get().source === source && get().isPlaying;
        const chosen = choose(source);
        if (!wasPlaying) return play(chosen);
        chosen.pause();
        set({ isPlaying: false });
      },
      seek: (source, position) => {
        const chosen = choose(source);
        chosen.currentTime = position / 1000;
        set({ position });
      },
      nextSpeed: () => {
        const speed = speeds[(speeds.indexOf(get().speed) + 1) % speeds.length] ?? 1;
        theSound().playbackRate = speed;
        set({ speed });
      },
      stop: (source) => {
        if (get().source === source) end();
      },
    };
  });
}
