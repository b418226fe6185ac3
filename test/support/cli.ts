import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PASSWORD } from './core.ts';

export const cliMain = fileURLToPath(new URL('../../src-main/cli/main.ts', import.meta.url));
/** What the program sees of its surroundings: the password, and the language of its texts. */
export const cliEnv = { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', MIYU_PASSWORD: PASSWORD };

export interface Ended {
  code: number;
  lines: Record<string, unknown>[];
  errors: string;
}

/** Runs the headless client as a program of its own, and reads what it prints. */
export async function cli(profile: string, args: string[], input = '', environment = cliEnv): Promise<Ended> {
  const { code, out, errors } = await cliText(profile, ['--json', ...args], input, environment);
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, lines: lines.map((line) => JSON.parse(line)), errors };
}

/** The same as people see it. */
export function cliText(
  profile: string,
  args: string[],
  input = '',
  environment: NodeJS.ProcessEnv = cliEnv,
): Promise<{ code: number; out: string; errors: string }> {
  return new Promise((resolve) => {
    const options = { env: environment };
    const child = execFile(process.execPath, [cliMain, '--profile', profile, ...args], options, (_, out, errors) => {
      resolve({ code: child.exitCode ?? -1, out, errors });
    });
    child.stdin?.end(input);
  });
}
