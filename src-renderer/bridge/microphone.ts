import { levelOf } from '../model/waveform.ts';

const LEVEL_MS = 50;
/** Speech sounds well with it, and ten minutes are 2.4 MB. */
const BITS_PER_SECOND = 32_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** Why nothing can be recorded. `none`: there is no microphone, or no way to ask for one. */
export type MicrophoneProblem = 'refused' | 'none' | 'busy';

export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
  readonly problem: MicrophoneProblem;

  constructor(problem: MicrophoneProblem) {
    super(problem);
    this.problem = problem;
  }
}

export interface Recorder {
  /** Ends the recording and gives the microphone back. @returns the sound as a file */
  stop(): Promise<File>;
  /** Gives the microphone back; nothing remains. */
  cancel(): void;
}

export interface RecorderEvents {
  /** how loud it is, 0 to 1, some twenty times in a second */
  level(level: number): void;
  /** the microphone was taken away: what there is can still be had with `stop` */
  lost(): void;
}

/** Begins to record. @throws MicrophoneError */
export type Microphone = (events: RecorderEvents) => Promise<Recorder>;

export const systemMicrophone: Microphone = async (events) => {
  const stream = await openStream();
  try {
    return record(stream, events);
  } catch (error) {
    release(stream);
    throw asProblem(error);
  }
};

async function openStream(): Promise<MediaStream> {
  // absent where the page is not served securely
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices) throw new MicrophoneError('none');
  try {
    return await devices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return new MicrophoneError('refused');
  return new MicrophoneError(error.name === 'NotFoundError' ? 'none' : 'busy');
}

function record(stream: MediaStream, events: RecorderEvents): Recorder {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType && { mimeType }) });
  const pieces: Blob[] = [];
  const stopListening = listenTo(stream, events.level);
  const ended = Promise.withResolvers<void>();
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  recorder.addEventListener('stop', () => ended.resolve());
  for (const track of stream.getTracks()) track.addEventListener('ended', () => events.lost());
  recorder.start();

  function end(): void {
    if (recorder.state !== 'inactive') recorder.stop();
    stopListening();
    release(stream);
  }

  return {
    stop: async () => {
      if (recorder.state !== 'inactive') recorder.stop();
      // what was recorded last comes just before
      await ended.promise;
      end();
      return fileOf(pieces, recorder.mimeType);
    },
    cancel: end,
  };
}

function listenTo(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, LEVEL_MS);
  return () => {
    clearInterval(timer);
    if (context.state !== 'closed') void context.close();
  };
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function fileOf(pieces: Blob[], mimeType: string): File {
  const [type = 'audio/webm'] = mimeType.split(';');
  return new File(pieces, `voice.${type.slice('audio/'.length)}`, { type });
}
