import { describe, expect, it } from 'vitest';
import { VOICE_MS_LIMIT } from '../../../src-main/contract/attachment.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { createMemoryCore } from '../../../src-renderer/bridge/memory/memory.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import { busyWorld } from '../../../src-renderer/bridge/memory/world.ts';
import { type Microphone, MicrophoneError, type RecorderEvents } from '../../../src-renderer/bridge/microphone.ts';
import { createRecordingStore, type Recording, waitsElsewhere } from '../../../src-renderer/stores/recording.ts';
import { settled } from './window.ts';

const chat = friends.hong.account;

/** A microphone without sound: the test says how loud it is, and sees whether it is held. */
function testMicrophone() {
  const held = new Set<RecorderEvents>();
  let events: RecorderEvents | undefined;
  const microphone: Microphone = async (given) => {
    events = given;
    held.add(given);
    const release = () => void held.delete(given);
    return {
      stop: async () => {
        release();
        return new File([new Uint8Array([0x1a, 0x45, 0xdf, 0xa3])], 'voice.webm', { type: 'audio/webm' });
      },
      cancel: release,
    };
  };
  return { microphone, held, level: (level: number) => events?.level(level), lose: () => events?.lost() };
}

function openRecorder(given?: Microphone) {
  let now = 1_000_000;
  const tested = testMicrophone();
  const core = createMemoryCore({ now: () => now, later: () => undefined, world: busyWorld });
  const store = createRecordingStore(core, given ?? tested.microphone, () => now);
  return {
    ...tested,
    core,
    state: () => store.getState(),
    recording: () => store.getState().recording,
    /** Says something for so long. */
    speak(ms: number, level = 0.2) {
      for (let passed = 50; passed <= ms; passed += 50) {
        now += 50;
        tested.level(level);
      }
    },
  };
}

function recordedOf(recording: Recording | undefined) {
  if (recording?.phase !== 'recorded') throw new Error('nothing is recorded');
  return recording.recorded;
}

describe('a recording', () => {
  it('is taken in once it is stopped, and sent with its length and waveform', async () => {
    const { core, state, recording, speak, held } = openRecorder();
    await state().start(chat);
    speak(2000);
    await state().stop();
    expect(held.size).toBe(0);
    expect(recordedOf(recording())).toMatchObject({ durationMs: 2000, staged: { name: 'voice.webm', size: 4 } });
    const message = await state().send();
    expect(message).toMatchObject({ conversation: chat, attachment: { kind: 'voice', durationMs: 2000 } });
    expect(message?.attachment?.waveform).toHaveLength(40);
    expect(recording()).toBeUndefined();
    expect(core.world.staged.size).toBe(0);
  });

  it('is left with nothing staged', async () => {
    const { core, state, recording, speak, held } = openRecorder();
    await state().start(chat);
    speak(2000);
    state().cancel();
    expect(held.size).toBe(0);
    await state().start(chat);
    speak(1000);
    await state().stop();
    state().cancel();
    await settled();
    expect(recording()).toBeUndefined();
    expect(core.world.staged.size).toBe(0);
  });

  it('ends by itself at the longest a message may be', async () => {
    const { state, recording, speak, held } = openRecorder();
    await state().start(chat);
    speak(VOICE_MS_LIMIT + 50);
    await settled();
    expect(held.size).toBe(0);
    expect(recordedOf(recording()).durationMs).toBe(VOICE_MS_LIMIT);
  });

  it('is dropped when it is a slip of the hand', async () => {
    const { state, recording, speak, held } = openRecorder();
    await state().start(chat);
    speak(200);
    await state().stop();
    expect(recording()).toBeUndefined();
    expect(held.size).toBe(0);
  });

  it('keeps what there is when the microphone goes away', async () => {
    const { state, recording, speak, lose } = openRecorder();
    await state().start(chat);
    speak(1500);
    lose();
    await settled();
    expect(recordedOf(recording()).durationMs).toBe(1500);
  });

  it('says why there is no microphone', async () => {
    const { state, recording } = openRecorder(() => Promise.reject(new MicrophoneError('refused')));
    await state().start(chat);
    expect(recording()).toEqual({ chat, phase: 'refused', problem: 'refused' });
  });

  it('gives a microphone back that comes after one has given up', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { microphone, held } = testMicrophone();
    const { state, recording } = openRecorder(async (events) => {
      await promise;
      return microphone(events);
    });
    const started = state().start(chat);
    expect(recording()).toEqual({ chat, phase: 'asking' });
    state().cancel();
    resolve();
    await started;
    expect(held.size).toBe(0);
    expect(recording()).toBeUndefined();
  });

  it('does not begin in a chat that was left while the microphone was asked for', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { microphone, held } = testMicrophone();
    const { state, recording } = openRecorder(async (events) => {
      await promise;
      return microphone(events);
    });
    const started = state().start(chat);
    await state().stop();
    expect(recording()).toBeUndefined();
    resolve();
    await started;
    expect(held.size).toBe(0);
    expect(recording()).toBeUndefined();
  });

  it('waits in its chat, as seen from the others, once it is made', async () => {
    const { state, recording, speak } = openRecorder();
    const other = friends.lei.account;
    await state().start(chat);
    expect(waitsElsewhere(recording(), other)).toBeUndefined();
    speak(1000);
    await state().stop();
    expect(waitsElsewhere(recording(), other)).toBe(chat);
    expect(waitsElsewhere(recording(), chat)).toBeUndefined();
    await state().send();
    expect(waitsElsewhere(recording(), other)).toBeUndefined();
  });

  it('stays when it cannot be sent, and can be sent again', async () => {
    const { core, state, recording, speak } = openRecorder();
    await state().start(chat);
    speak(1000);
    await state().stop();
    const { staged } = recordedOf(recording());
    if (!staged) throw new Error('it was not taken in');
    core.world.staged.delete(staged.id);
    expect(await state().send()).toBeUndefined();
    expect(recordedOf(recording()).failure).toMatchObject({ code: 'not-found' });
    core.world.staged.set(staged.id, staged);
    expect(await state().send()).toBeDefined();
  });

  it('is taken in again after that has failed', async () => {
    const { core, state, recording, speak } = openRecorder();
    const { stage } = core;
    core.stage = () => Promise.reject(new ContractError('disk-full'));
    await state().start(chat);
    speak(1000);
    await state().stop();
    expect(recordedOf(recording())).toMatchObject({ failure: { code: 'disk-full' } });
    core.stage = stage;
    await state().again();
    expect(recordedOf(recording()).staged).toBeDefined();
    expect(recordedOf(recording()).failure).toBeUndefined();
  });

  it('ends with the account', async () => {
    const { state, recording, speak, held } = openRecorder();
    await state().start(chat);
    speak(1000);
    state().reset();
    expect(held.size).toBe(0);
    expect(recording()).toBeUndefined();
  });
});
