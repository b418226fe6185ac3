/** Lines for whoever looks after the program, as the core's: never content, names or secrets. */
export type Log = (line: string) => void;

/** A fault of this program, with where it came from. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
