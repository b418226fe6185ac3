import { useEffect, useRef } from 'react';
import type { Point } from '../../model/zoom.ts';

/** Pixels that a hand moves while it clicks. */
const STEADY = 4;

export interface Hand {
  onDrag(by: Point): void;
  /** above zero when turned towards the person */
  onWheel(turn: number, at: Point): void;
  onDoubleClick(at: Point): void;
  /** a click that hit nothing in the frame */
  onBeside(): void;
}

/**
 * What pointer and wheel do in a frame, in pixels from its middle. Keys do the same in the viewer. The listeners are not React's: those may
 * not keep the browser from making the page larger when the wheel turns with Ctrl.
 */
export function useHand(frame: HTMLElement | null, hand: Hand): void {
  const current = useRef(hand);
  current.current = hand;

  useEffect(() => {
    if (!frame) return;
    const element = frame;
    const stop = new AbortController();
    const { signal } = stop;
    let last: Point | undefined;
    let isDragged = false;

    function fromMiddle({ clientX, clientY }: MouseEvent, of: HTMLElement): Point {
      const { left, top, width, height } = of.getBoundingClientRect();
      return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
    }

    function down(event: PointerEvent): void {
      if (event.button !== 0) return;
      last = { x: event.clientX, y: event.clientY };
      isDragged = false;
    }

    function move(event: PointerEvent, of: HTMLElement): void {
      if (!last) return;
      const by = { x: event.clientX - last.x, y: event.clientY - last.y };
      if (!isDragged && Math.hypot(by.x, by.y) < STEADY) return;
      isDragged = true;
      last = { x: event.clientX, y: event.clientY };
      of.setPointerCapture(event.pointerId);
      current.current.onDrag(by);
    }

    function end(): void {
      last = undefined;
    }

    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', (event) => move(event, element), { signal });
    element.addEventListener('pointerup', end, { signal });
    element.addEventListener('pointercancel', end, { signal });
    element.addEventListener('dblclick', (event) => current.current.onDoubleClick(fromMiddle(event, element)), {
      signal,
    });
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        current.current.onWheel(event.deltaY, fromMiddle(event, element));
      },
      { passive: false, signal },
    );
    element.addEventListener(
      'click',
      ({ target }) => {
        if (!isDragged && target === element) current.current.onBeside();
      },
      { signal },
    );
    return () => stop.abort();
  }, [frame]);
}
