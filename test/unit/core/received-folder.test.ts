import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReceivedFolder } from '../../../src-main/core/attachments/received-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function* content() {
  yield Buffer.from('MZ');
}

describe('a received file', () => {
  it('is marked as one from elsewhere on Windows', async () => {
    const folder = await temporaryFolder();
    const path = await new ReceivedFolder(folder, 'win32').write('game.exe', content());
    expect(path).toBe(join(folder, 'game.exe'));
    expect(await readFile(`${path}:Zone.Identifier`, 'latin1')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
    expect(await readFile(path, 'latin1')).toBe('MZ');
  });

  it('stands alone elsewhere', async () => {
    const folder = await temporaryFolder();
    await new ReceivedFolder(folder, 'linux').write('game.exe', content());
    expect(await readdir(folder)).toEqual(['game.exe']);
  });
});
