import { EventEmitter } from 'node:events';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { FolderInUseError } from '../../../src-main/core/folder-lock.ts';
import { FurtherStarts } from '../../../src-main/electron/further-starts.ts';
import { LateCore } from '../../../src-main/electron/late-core.ts';
import { openLinksHere } from '../../../src-main/electron/links.ts';
import { untilFree } from '../../../src-main/electron/until-free.ts';
import { FakeCore } from '../../support/fake-core.ts';

it('keeps links and further starts that come before there is a window', () => {
  const app = new EventEmitter();
  const starts = new FurtherStarts(app as never);
  const preventDefault = vi.fn();
  app.emit('open-url', { preventDefault }, 'miyu://a/#F');
  app.emit('second-instance', {}, ['/app', '--folder=/x', 'miyu://b/#F']);
  app.emit('activate');
  expect(preventDefault).toHaveBeenCalledOnce();

  const links: (string | undefined)[] = [];
  starts.serve((link) => links.push(link));
  expect(links).toEqual(['miyu://a/#F', 'miyu://b/#F', undefined]);
  app.emit('second-instance', {}, ['/app']);
  expect(links).toHaveLength(4);
});

it('lets calls and files wait for the core', async () => {
  const core = new FakeCore();
  const opening = Promise.withResolvers<FakeCore>();
  const late = new LateCore(opening.promise);
  core.answers['contacts.groups'] = () => Promise.resolve(['class']);
  const heard: string[] = [];
  const stop = late.listen((name) => heard.push(name));
  late.listen(() => heard.push('never'))();
  const asked = late.call('contacts.groups', {});
  const media = late.media({ message: 'm' } as never);
  opening.resolve(core);
  expect(await asked).toEqual(['class']);
  expect(await media).toBeUndefined();
  for (const listener of core.listeners) listener('groups', []);
  expect(heard).toEqual(['groups']);
  stop();
  expect(core.listeners.size).toBe(0);
});

it('refuses what is asked of a core that cannot open', async () => {
  const late = new LateCore(Promise.reject(new Error('damaged')));
  late.listen(() => {});
  await expect(late.call('app.state', {})).rejects.toThrow('damaged');
});

it('waits for the folder that another Miyu is leaving, not for ever', async () => {
  let inUse = 2;
  const open = vi.fn(async () => {
    if (inUse-- > 0) throw new FolderInUseError('/x');
    return 'opened';
  });
  expect(await untilFree(open, 1000)).toBe('opened');
  expect(open).toHaveBeenCalledTimes(3);

  inUse = 9;
  await expect(untilFree(open, 300)).rejects.toThrow(FolderInUseError);
  const damaged = vi.fn(() => Promise.reject(new Error('damaged')));
  await expect(untilFree(damaged, 1000)).rejects.toThrow('damaged');
  expect(damaged).toHaveBeenCalledOnce();
});

it.each([
  ['packed', true, 'linux', ['miyu']],
  ['packed', true, 'darwin', ['miyu']],
  ['in development', false, 'linux', undefined],
  ['in development', false, 'darwin', undefined],
  ['in development', false, 'win32', ['miyu', 'electron.exe', [path.resolve('.'), '--folder=/x']]],
] as const)('takes links %s on %s %s', (_, isPackaged, platform, registered) => {
  const setAsDefaultProtocolClient = vi.fn(() => true);
  const argv = ['electron.exe', '.', '--folder=/x', '--server=miyu://h/#F'];
  openLinksHere({ isPackaged, setAsDefaultProtocolClient }, { platform, argv, execPath: 'electron.exe' });
  expect(setAsDefaultProtocolClient.mock.calls).toEqual(registered ? [registered] : []);
});
