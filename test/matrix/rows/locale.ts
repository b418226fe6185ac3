import { equal } from 'node:assert/strict';
import path from 'node:path';
import { z } from 'zod';
import type { Row } from '../row.ts';
import { Page } from '../support/page.ts';
import type { Place } from '../support/place.ts';
import { task } from '../support/smoke.ts';

const cases = [
  { env: { LANG: 'C' }, language: 'en' },
  { env: { LANG: 'zh_CN.GBK' }, language: 'zh-CN' },
  { env: { LC_ALL: '', LANG: 'zh_CN.UTF-8' }, language: 'zh-CN' },
  { env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, language: 'en' },
];

export const locale: Row = {
  name: 'locale',
  emulates: cases
    .map(({ env }) =>
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    )
    .join(', '),
  holds: 'the command line and the window speak the same language, the right one',
  async run(place) {
    for (const [index, { env, language }] of cases.entries()) {
      equal(await languageOfCli(place, env), language);
      equal(await languageOfWindow(place, env, `client-${index}`), language);
    }
  },
};

async function languageOfCli(place: Place, env: NodeJS.ProcessEnv): Promise<string> {
  // Nobody is signed in, which it says.
  const { stderr } = await place.run(task('cli', '--profile', path.join(place.folder, 'cli'), 'status'), { env });
  return /\p{Script=Han}/u.test(stderr) ? 'zh-CN' : 'en';
}

async function languageOfWindow(place: Place, env: NodeJS.ProcessEnv, folder: string): Promise<string> {
  const line = ['src-main/web/main.ts', '--no-open', '--folder', path.join(place.folder, folder)];
  const host = place.start([process.execPath, ...line], { env });
  const [link] = await host.says(/^http:\S+$/m);
  const page = await Page.open(link);
  const { systemLanguage } = z.object({ systemLanguage: z.string() }).parse(await page.call('app.state', {}));
  page.close();
  await host.stop();
  return systemLanguage;
}
