/**
 * How Node runs the server. A small young generation (MiB) keeps collections short and, with thousands of connections,
 * saves half of the memory: the default grows it to 16 MiB a semi-space during a burst of logins and keeps it.
 */
export const serverFlags = ['--max-semi-space-size=8'];
