import { shell } from 'electron';
import { ContractError } from '../contract/errors.ts';
import type { Opener } from '../core/opener.ts';

/** Opens files as the desktop does. */
export const opener: Opener = {
  async open(fileOrFolder) {
    const problem = await shell.openPath(fileOrFolder);
    if (problem !== '') throw new ContractError('not-opened');
  },
  async show(file) {
    shell.showItemInFolder(file);
  },
};
