import { createStore } from 'zustand/vanilla';
import { type Staged, VOICE_MS_LIMIT } from '../../src-main/contract/attachment.ts';
import type { Bridge } from '../../src-main/contract/core.ts';
import type { ContractError } from '../../src-main/contract/errors.ts';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import { type Microphone, MicrophoneError, type MicrophoneProblem, type Recorder } from '../bridge/microphone.ts';
import { asFailure } from '../model/failure.ts';
import { type LevelAt, waveformOf } from '../model/waveform.ts';

/** A shorter one is a slip of the hand. */
const SHORTEST_MS = 500;

/** What was recorded, ready to be listened to and sent. */
export interface Recorded {
  durationMs: number;
  waveform: number[];
  /** absent while it is being taken in */
  staged?: Staged;
  /** why it could not be taken in or sent; it is still here */
  failure?: ContractError;
}

/** The one recording of this window, in its chat. */
export type Recording = { chat: ConversationId } & (
  | { phase: 'asking' }
  | { phase: 'refused'; problem: MicrophoneProblem }
  | { phase: 'recording'; startedAt: number; levels: LevelAt[] }
  | { phase: 'recorded'; recorded: Recorded; isSending: boolean }
);

export interface RecordingState {
  recording: Recording | undefined;
  reset(): void;
  /** Asks for the microphone and begins. What was recorded before is gone. */
  start(chat: ConversationId): Promise<void>;
  /** Ends the recording, so that it can be listened to. One that is too short, or has no microphone yet, is dropped. */
  stop(): Promise<void>;
  /** Leaves it all: nothing was sent. */
  cancel(): void;
  /** Takes in again what could not be taken in. */
  again(): Promise<void>;
  /** Sends what was recorded. Undefined when that failed: the recording says why, and stays. */
  send(quote?: MessageId): Promise<Message | undefined>;
}

/** The chat whose recording, made but not sent, would be gone if one for `chat` began. */
export function waitsElsewhere(recording: Recording | undefined, chat: ConversationId): ConversationId | undefined {
  return recording?.phase === 'recorded' && recording.chat !== chat ? recording.chat : undefined;
}

export type RecordingStore = ReturnType<typeof createRecordingStore>;

export function createRecordingStore(bridge: Bridge, microphone: Microphone, now: () => number) {
  let recorder: Recorder | undefined;
  let file: File | undefined;
  /** counts up with each recording: what belongs to an older one counts no more */
  let turn = 0;

  return createStore<RecordingState>()((set, get) => {
    function noteLevel(level: number): void {
      const { recording } = get();
      if (recording?.phase !== 'recording') return;
      const at = now() - recording.startedAt;
      set({ recording: { ...recording, levels: [...recording.levels, { at, level }] } });
      if (at >= VOICE_MS_LIMIT) void get().stop();
    }

    function leave(): void {
      turn += 1;
      recorder?.cancel();
      recorder = undefined;
      file = undefined;
      const { recording } = get();
      set({ recording: undefined });
      if (recording?.phase === 'recorded' && recording.recorded.staged) discard(recording.recorded.staged);
    }

    /** What cannot be forgotten now is when the account is closed. */
    function discard({ id }: Staged): void {
      bridge.call('attachments.discard', { staged: id }).catch(asFailure);
    }

    function change(to: Partial<Recorded>, isSending = false): void {
      const { recording } = get();
      if (recording?.phase !== 'recorded') return;
      const { failure: _, ...recorded } = recording.recorded;
      set({ recording: { ...recording, isSending, recorded: { ...recorded, ...to } } });
    }

    async function takeIn(mine: number): Promise<void> {
      if (!file) return;
      try {
        const staged = await bridge.stage(file);
        if (turn === mine) change({ staged });
        else discard(staged);
      } catch (error) {
        const failure = asFailure(error);
        if (turn === mine) change({ failure });
      }
    }

    return {
      recording: undefined,
      reset: leave,
      start: async (chat) => {
        leave();
        const mine = turn;
        set({ recording: { chat, phase: 'asking' } });
        try {
          const opened = await microphone({ level: noteLevel, lost: () => void get().stop() });
          // the person has given up since
          if (turn !== mine) return opened.cancel();
          recorder = opened;
          set({ recording: { chat, phase: 'recording', startedAt: now(), levels: [] } });
        } catch (error) {
          if (!(error instanceof MicrophoneError)) throw error;
          if (turn === mine) set({ recording: { chat, phase: 'refused', problem: error.problem } });
        }
      },
      stop: async () => {
        const { recording } = get();
        if (recording?.phase === 'asking') return leave();
        const running = recorder;
        if (recording?.phase !== 'recording' || !running) return;
        const durationMs = Math.min(VOICE_MS_LIMIT, Math.round(now() - recording.startedAt));
        if (durationMs < SHORTEST_MS) return leave();
        recorder = undefined;
        const mine = turn;
        const waveform = waveformOf(recording.levels, durationMs);
        set({
          recording: { chat: recording.chat, phase: 'recorded', recorded: { durationMs, waveform }, isSending: false },
        });
        const recordedFile = await running.stop();
        if (turn !== mine) return;
        file = recordedFile;
        await takeIn(mine);
      },
      cancel: leave,
      again: async () => {
        change({});
        await takeIn(turn);
      },
      send: async (quote) => {
        const { recording } = get();
        if (recording?.phase !== 'recorded') return undefined;
        const { chat, recorded } = recording;
        const { durationMs, waveform, staged } = recorded;
        if (!staged) return undefined;
        const mine = turn;
        change({}, true);
        try {
          const voice = { durationMs, waveform };
          const what = { conversation: chat, staged: staged.id, kind: 'voice', caption: '', voice } as const;
          const message = await bridge.call('attachments.send', { ...what, ...(quote && { quote }) });
          if (turn === mine) {
            turn += 1;
            file = undefined;
            set({ recording: undefined });
          }
          return message;
        } catch (error) {
          const failure = asFailure(error);
          if (turn === mine) change({ failure });
          return undefined;
        }
      },
    };
  });
}
