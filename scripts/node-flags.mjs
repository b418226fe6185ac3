import { fromRoot } from './root.mjs';

/**
 * How Node runs the server. A small young generation (MiB) keeps collections short and, with thousands of connections,
 * saves half of the memory: the default grows it to 16 MiB a semi-space during a burst of logins and keeps it. So
 * little is collected faster by one thread than shared out to several: 0.3 ms instead of 1.3 ms.
 */
export const serverFlags = ['--max-semi-space-size=8', '--no-parallel-scavenge'];

/** How Node runs a client: it has one person to serve, and a window of its own beside it that needs memory. */
export const clientFlags = ['--max-semi-space-size=1'];

/** Where Node keeps the code that it has compiled: whatever starts a second time is spared the work. */
export const compileCache = { NODE_COMPILE_CACHE: fromRoot('node_modules/.cache/compiled') };

/**
 * The environment that goes with them. Both save memory and nothing else depends on them: code that is compiled already
 * needs no compiler, 20 MiB; and threads that share two heaps of the C library keep less unused, 10 MiB.
 */
export const leanEnvironment = { ...compileCache, MALLOC_ARENA_MAX: '2' };
