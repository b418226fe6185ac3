import { buildClientIfStale } from '../../scripts/client-build.ts';

/** Before tests that open windows: they show the client as it is built from the present sources. */
export async function setup(): Promise<void> {
  await buildClientIfStale();
}
