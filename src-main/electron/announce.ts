/**
 * Says on standard output how the start went: programs that start this one wait for such a line. Node's console bears a
 * pipe that is closed at the other end, and a console that is missing, as of a Windows program with a window.
 */
export function announce(what: 'window open' | 'already open'): void {
  console.log(`miyu: ${what}`);
}
