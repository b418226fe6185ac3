/** What packages say that find no native code of theirs for this machine: node-gyp-build, bindings, napi-rs. */
const NOT_FOUND = /^(No native build was found|Could not locate the bindings file|Cannot find native binding)/;

/**
 * Why the native code of a package does not load on this machine, in one line; undefined for an error that is about something else.
 * What the system's loader says counts most, wherever it stands in the error.
 */
export function nativeProblem(error: unknown): string | undefined {
  const chain = causesOf(error);
  const found =
    chain.find((each) => 'code' in each && each.code === 'ERR_DLOPEN_FAILED') ??
    chain.find(({ message }) => NOT_FOUND.test(message));
  return found?.message.split('\n')[0]?.trim();
}

/** An error, what it was caused by, and so on. Packages that tried several files give them one after the other. */
function causesOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 10) return [];
  const causes = [error.cause, ...(error instanceof AggregateError ? error.errors : [])].flat();
  return [error, ...causes.flatMap((cause) => causesOf(cause, depth + 1))];
}
