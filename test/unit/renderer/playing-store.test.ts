import { describe, expect, it } from 'vitest';
import { createPlayingStore, type Sound } from '../../../src-renderer/stores/playing.ts';

type SoundEvent = Parameters<Sound['addEventListener']>[0];

/** A sound that does what it is told, without a loudspeaker. */
class TestSound implements Sound {
  src = '';
  currentTime = 0;
  playbackRate = 1;
  isPlaying = false;
  refusal: DOMException | undefined;
  readonly #listeners = new Map<SoundEvent, () => void>();

  async play(): Promise<void> {
    if (this.refusal) throw this.refusal;
    this.isPlaying = true;
    this.happen('playing');
  }

  pause(): void {
    this.isPlaying = false;
  }

  addEventListener(type: SoundEvent, listener: () => void): void {
    this.#listeners.set(type, listener);
  }

  happen(type: SoundEvent): void {
    this.#listeners.get(type)?.();
  }
}

function openPlayer() {
  const sound = new TestSound();
  const store = createPlayingStore(() => sound);
  return { sound, store, state: () => store.getState() };
}

describe('a sound', () => {
  it('plays, is paused, and goes on from there', async () => {
    const { sound, state } = openPlayer();
    state().toggle('/a');
    expect(sound).toMatchObject({ src: '/a', isPlaying: true });
    sound.currentTime = 2;
    sound.happen('timeupdate');
    expect(state()).toMatchObject({ source: '/a', isPlaying: true, position: 2000 });
    state().toggle('/a');
    expect(sound.isPlaying).toBe(false);
    expect(state()).toMatchObject({ isPlaying: false, position: 2000 });
    state().toggle('/a');
    expect(sound).toMatchObject({ isPlaying: true, currentTime: 2 });
  });

  it('ends when another begins', () => {
    const { sound, state } = openPlayer();
    state().toggle('/a');
    sound.currentTime = 3;
    sound.happen('timeupdate');
    state().toggle('/b');
    expect(sound).toMatchObject({ src: '/b', isPlaying: true });
    expect(state()).toMatchObject({ source: '/b', position: 0 });
  });

  it('is at its beginning again once it was heard', () => {
    const { sound, state } = openPlayer();
    state().toggle('/a');
    sound.currentTime = 5;
    sound.happen('ended');
    expect(sound.currentTime).toBe(0);
    expect(state()).toMatchObject({ source: '/a', isPlaying: false, position: 0 });
  });

  it('goes to a place, playing or not', () => {
    const { sound, state } = openPlayer();
    state().seek('/a', 4500);
    expect(sound).toMatchObject({ src: '/a', currentTime: 4.5, isPlaying: false });
    state().toggle('/a');
    state().seek('/a', 1000);
    expect(sound).toMatchObject({ currentTime: 1, isPlaying: true });
  });

  it('is played at the speed that was chosen for all', () => {
    const { sound, state } = openPlayer();
    state().nextSpeed();
    expect(state().speed).toBe(1.5);
    state().toggle('/a');
    expect(sound.playbackRate).toBe(1.5);
    state().nextSpeed();
    expect(sound.playbackRate).toBe(2);
    sound.playbackRate = 1;
    state().toggle('/b');
    expect(sound.playbackRate).toBe(2);
    state().nextSpeed();
    expect(state().speed).toBe(1);
  });

  it('says when it cannot be played, and is tried again from the start', async () => {
    const { sound, state } = openPlayer();
    sound.refusal = new DOMException('no', 'NotSupportedError');
    state().toggle('/a');
    await Promise.resolve();
    await Promise.resolve();
    expect(state()).toMatchObject({ hasFailed: true, isPlaying: false });
    sound.refusal = undefined;
    state().toggle('/a');
    expect(state()).toMatchObject({ hasFailed: false, isPlaying: true });
  });

  it('has not failed when a pause was quicker', async () => {
    const { sound, state } = openPlayer();
    sound.refusal = new DOMException('paused', 'AbortError');
    state().toggle('/a');
    await Promise.resolve();
    await Promise.resolve();
    expect(state().hasFailed).toBe(false);
  });

  it('is heard no more once its message or its account is gone', () => {
    const { sound, state } = openPlayer();
    state().toggle('/a');
    state().stop('/b');
    expect(sound.isPlaying).toBe(true);
    state().stop('/a');
    expect(sound.isPlaying).toBe(false);
    expect(state().source).toBeUndefined();
    state().toggle('/c');
    state().reset();
    expect(sound.isPlaying).toBe(false);
  });
});
