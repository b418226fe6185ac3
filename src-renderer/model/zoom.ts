/** How a picture is looked at: turned by quarters, larger than what fits by `scale`, its middle moved by pixels. */
export interface Look {
  scale: number;
  x: number;
  y: number;
  quarters: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export const fitting: Look = { scale: 1, x: 0, y: 0, quarters: 0 };
/** Times that a key or a turn of the wheel makes it larger. */
export const STEP = 1.25;
/** Pixels that a key moves it. */
const PAN = 80;
const LARGEST = 16;
/** What a double click makes of a picture that fits, at least. */
const CLOSER = 2.5;

/** How the picture goes, for more of it to be seen on a side. */
export const towards = {
  left: { x: PAN, y: 0 },
  right: { x: -PAN, y: 0 },
  up: { x: 0, y: PAN },
  down: { x: 0, y: -PAN },
} as const satisfies Record<string, Point>;

function turned({ width, height }: Size, quarters: number): Size {
  return quarters % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** The size in which the whole picture can be seen, before it is turned; never larger than it is. */
export function fitSize(picture: Size, frame: Size, quarters: number): Size {
  const { width, height } = turned(picture, quarters);
  const ratio = Math.min(1, frame.width / width, frame.height / height);
  return { width: picture.width * ratio, height: picture.height * ratio };
}

/** Keeps the picture in sight: its edge goes no further in than the frame's. */
export function kept(look: Look, picture: Size, frame: Size): Look {
  const { width, height } = turned(fitSize(picture, frame, look.quarters), look.quarters);
  const roomX = Math.max(0, (width * look.scale - frame.width) / 2);
  const roomY = Math.max(0, (height * look.scale - frame.height) / 2);
  return { ...look, x: clamp(look.x, -roomX, roomX), y: clamp(look.y, -roomY, roomY) };
}

function clamp(value: number, min: number, max: number): number {
  // not -0
  return Math.min(Math.max(value, min), max) || 0;
}

/** Larger or smaller by a factor, with what is under `at` (pixels from the middle of the frame) staying there. */
export function zoomed(look: Look, factor: number, at: Point, picture: Size, frame: Size): Look {
  const scale = clamp(look.scale * factor, 1, LARGEST);
  const ratio = scale / look.scale;
  const x = at.x - (at.x - look.x) * ratio;
  const y = at.y - (at.y - look.y) * ratio;
  return kept({ ...look, scale, x, y }, picture, frame);
}

/** What a double click does: closer, to the picture's own size at least where that is larger, and back. */
export function toggled(look: Look, at: Point, picture: Size, frame: Size): Look {
  if (look.scale > 1) return { ...fitting, quarters: look.quarters };
  const own = picture.width / fitSize(picture, frame, look.quarters).width;
  return zoomed(look, Math.max(CLOSER, own), at, picture, frame);
}

export function moved(look: Look, by: Point, picture: Size, frame: Size): Look {
  return kept({ ...look, x: look.x + by.x, y: look.y + by.y }, picture, frame);
}

export function rotated({ quarters }: Look): Look {
  return { ...fitting, quarters: (quarters + 1) % 4 };
}
