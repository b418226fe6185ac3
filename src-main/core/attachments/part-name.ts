const ENDING = '.part';

/** What a received file is called while it grows. */
export function partOf(name: string): string {
  return `${name}${ENDING}`;
}

/** Whether a file is called as one that grows. A whole one may be, too, if its sender calls it so. */
export function isPart(path: string): boolean {
  return path.endsWith(ENDING);
}

/** What was to become of it. */
export function wholeOf(part: string): string {
  return part.slice(0, -ENDING.length);
}
