import { useLayoutEffect, useState } from 'react';
import { fitting, type Look, moved, type Point, rotated, type Size, STEP, toggled, zoomed } from '../../model/zoom.ts';
import { useHand } from './useHand.ts';

function useSize(element: HTMLElement | null): Size {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** How the picture in the frame is looked at, and how pointer and wheel change that. */
export function useLook(frame: HTMLElement | null, picture: Size, onBeside: () => void) {
  const [look, setLook] = useState<Look>(fitting);
  const size = useSize(frame);

  function zoom(factor: number, at = { x: 0, y: 0 }): void {
    setLook((now) => zoomed(now, factor, at, picture, size));
  }

  function move(by: Point): void {
    setLook((now) => moved(now, by, picture, size));
  }

  useHand(frame, {
    onDrag: move,
    onWheel: (turn, at) => zoom(turn < 0 ? STEP : 1 / STEP, at),
    onDoubleClick: (at) => setLook((now) => toggled(now, at, picture, size)),
    onBeside,
  });

  return { look, size, zoom, move, rotate: () => setLook(rotated), showAll: () => setLook(fitting) };
}
