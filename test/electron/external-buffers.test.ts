import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';
import { happens } from '../../scripts/people.ts';
import { joinAs, startApp } from '../support/desktop-app.ts';
import { annaPerson as anna, benPerson as ben } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { inWindow } from '../support/windows.ts';
import { nodeWithoutExternalBuffers } from './stand-in/no-external-buffers.mjs';

const compilerMissing =
  process.platform !== 'linux' || spawnSync('cc', ['--version']).status !== 0
    ? 'there is no C compiler (cc), or this is not Linux'
    : undefined;

describeUnless(chromiumMissing ?? compilerMissing, "V8's sandbox, which Electron has", () => {
  it('lets the app register and send a message, though native modules get no external buffers', async () => {
    const { app, page, link } = await startApp(await nodeWithoutExternalBuffers(await temporaryFolder()));
    const friend = await joinAs(ben, link);
    await inWindow.register(page, anna);
    const call = (name: string, args: object) =>
      page.evaluate(([name, args]) => Reflect.get(window, 'miyu').call(name, args), [name, args] as const);
    const account = (await call('app.state', {})).ok.session.profile.account;
    const befriended = happens(friend.core, 'contact', ({ profile }) => profile.account === account);
    await friend.core.call('contacts.request', { account, greeting: '' });
    await call('contacts.answer', { account: friend.account, answer: 'accept' });
    await befriended;
    const arrived = happens(friend.core, 'messages', ([first]) => first?.text === 'without external buffers');
    await call('messages.send', { conversation: friend.account, text: 'without external buffers' });
    await arrived;
    expect(app.output().stderr).toContain('external buffer refused');
    await app.close();
  });
});
