import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { launchProbe } from './probe.ts';

/** Listens for what the desktop wants: at once, or only when the window has loaded. */
const listening = (when: 'early' | 'late') => `globalThis.heard = [];
const listen = () => {
  electron.app.on('open-url', (_event, url) => globalThis.heard.push(url));
  electron.app.on('second-instance', (_event, args) => globalThis.heard.push(args.at(-1)));
};
if ('${when}' === 'early') listen();
electron.app.whenReady().then(async () => {
  await new electron.BrowserWindow().loadFile('page.html');
  if ('${when}' === 'late') listen();
});`;

describeUnless(chromiumMissing, 'what the desktop wants during the start', () => {
  const wanted = { platform: 'darwin', openUrl: 'miyu://link', secondInstanceDuringStart: ['miyu://other'] } as const;
  const options = { ...wanted, secondInstanceDuringStart: [...wanted.secondInstanceDuringStart] };

  it('reaches who listens from the beginning', async () => {
    const app = await launchProbe(options, listening('early'));
    await app.firstWindow();
    expect(await app.evaluate(() => Reflect.get(globalThis, 'heard'))).toEqual(['miyu://link', 'miyu://other']);
    await app.close();
  });

  it('is lost where nobody listens yet, and that is a problem', async () => {
    const app = await launchProbe(options, listening('late'));
    await app.firstWindow();
    expect(await app.evaluate(() => Reflect.get(globalThis, 'heard'))).toEqual([]);
    const problems = await app.takeProblems();
    expect(problems.map(({ kind }) => kind)).toEqual(['lost', 'lost']);
    expect(problems[0]?.message).toContain('open-url came when nobody listened: "miyu://link"');
    await app.close();
  });
});
