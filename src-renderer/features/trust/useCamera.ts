import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { readFrame } from './qr-reader.ts';

const LOOK_EVERY_MS = 200;

export interface Camera {
  /** `refused`: there is none, it is in use, or the person or the system does not allow it */
  state: 'off' | 'starting' | 'on' | 'refused';
  video: RefObject<HTMLVideoElement | null>;
  start(): void;
  stop(): void;
}

/** True where a page can ask for a camera at all. */
export function hasCamera(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Looks through the camera for a QR code until it finds one, is stopped, or leaves the screen. */
export function useCamera(onCode: (code: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream>();
  const [state, setState] = useState<Camera['state']>('off');
  const asked = useRef(0);

  const stop = useCallback(() => {
    asked.current += 1;
    setStream(undefined);
    setState('off');
  }, []);

  function start(): void {
    asked.current += 1;
    const turn = asked.current;
    setState('starting');
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then((given) => {
        if (asked.current !== turn) return end(given);
        setStream(given);
        setState('on');
      })
      .catch((error) => {
        if (!(error instanceof DOMException)) throw error;
        if (asked.current === turn) setState('refused');
      });
  }

  useEffect(() => {
    if (!stream || !video.current) return;
    const screen = video.current;
    screen.srcObject = stream;
    const timer = setInterval(() => {
      const code = readFrame(screen);
      if (!code) return;
      stop();
      onCode(code);
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      screen.srcObject = null;
      end(stream);
    };
  }, [stream, stop, onCode]);

  // a camera that is granted after the dialog has gone is given back at once
  useEffect(
    () => () => {
      asked.current += 1;
    },
    [],
  );

  return { state, video, start, stop };
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
