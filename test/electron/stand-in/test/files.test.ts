import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { chromiumMissing, describeUnless } from '../../../support/needs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { launchProbe } from './probe.ts';

describeUnless(chromiumMissing, 'webUtils.getPathForFile', () => {
  it('names the place of a file that was chosen, and none for one that the page made', async () => {
    const file = path.join(await temporaryFolder(), 'notes 笔记.txt');
    await writeFile(file, 'text');
    const app = await launchProbe();
    const page = await app.firstWindow();
    await page.setInputFiles('input', file);
    const places = await page.evaluate(() => {
      const { pathOf } = Reflect.get(window, 'probe');
      const [chosen] = document.querySelector('input')?.files ?? [];
      let refusal = '';
      try {
        pathOf('text');
      } catch (error) {
        refusal = String(error);
      }
      return [pathOf(chosen), pathOf(new File(['text'], 'notes.txt')), refusal];
    });
    expect(places).toEqual([file, '', expect.stringContaining('expected to receive a File object')]);
    await app.close();
  });
});
