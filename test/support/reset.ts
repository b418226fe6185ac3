import { makeReset } from '../../src-server/reset.ts';

/** A code from the administrator of the server with that data folder, while it runs. */
export async function resetPassword(folder: string, name: string): Promise<string> {
  return (await makeReset(folder, name, Date.now())).code;
}
