/** Lines for whoever looks after the program. Never content, names or secrets: counts, codes and file names. */
export type Log = (line: string) => void;
