/** Lines for whoever looks after the program, as the core's: never content, names or secrets. */
export type Log = (line: string) => void;

/** A fault of this program: its kind and where it came from. Its message is left out, as it may quote what people wrote. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  return [`${error.name}${code}`, ...framesOf(error.stack ?? '')].join('\n');
}

/** The lines of a stack that say where. */
export function framesOf(stack: string): string[] {
  return stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
}
