import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { happens, type Member } from '../../scripts/people.ts';
import { attachWindow } from '../support/attach-window.ts';
import { joinAs, quit, startAgain, startApp } from '../support/desktop-app.ts';
import { annaPerson as anna, benPerson as ben } from '../support/friends.ts';
import { chromiumMissing, describeUnless } from '../support/needs.ts';
import { packApp, whyNotPacked } from '../support/packed-app.ts';
import { fourFields } from '../support/picture-files.ts';
import { textsIn } from '../support/texts.ts';
import { voiceWindow } from '../support/voice-window.ts';
import { inWindow } from '../support/windows.ts';

const text = textsIn('en');
const onLinux = process.platform === 'linux' ? undefined : 'the packed client is tried on Linux';

describeUnless(chromiumMissing ?? onLinux, 'the packed client', () => {
  it('registers, sends a picture and a voice message, locks, and opens again by the keychain', async ({ skip }) => {
    const packed = await packApp().catch((error: unknown) => {
      const missing = whyNotPacked(error);
      if (missing === undefined) throw error;
      return skip(missing);
    });
    const { folder, main, fuses } = packed;
    const desktop = { main, packed: true };
    const started = await startApp(desktop);
    const { app, page, link } = started;
    const friend = await joinAs(ben, link);
    await inWindow.register(page, anna);
    await befriendIn(page, friend);

    await inWindow.startChat(page, ben.name);
    const picture = { name: 'fields.png', mimeType: 'image/png', buffer: await fourFields(200, 100).toBuffer() };
    const pictureComes = comes(friend, 'picture');
    await attachWindow.choose(page, 'picture', [picture], ben.name);
    await attachWindow.sendAll(page, ben.name, 1);
    await pictureComes;
    const voiceComes = comes(friend, 'voice');
    await voiceWindow.recordFor(page, 1);
    await voiceWindow
      .bar(page)
      .getByRole('button', { name: text('voice.send') })
      .click();
    await voiceComes;

    const libraries = await nativesOf(await app.evaluate(() => process.pid));
    expect(libraries.map((file) => path.relative(path.join(path.dirname(main), '../../node_modules'), file))).toEqual([
      expect.stringMatching(/^@msgpackr-extract\/.*\.node$/),
      expect.stringMatching(/^@node-rs\/argon2-linux-.*\.node$/),
      expect.stringMatching(/^@signalapp\/libsignal-client\/prebuilds\/.*\.node$/),
      expect.stringMatching(/^@signalapp\/sqlcipher\/prebuilds\/.*\.node$/),
    ]);

    await inWindow.lock(page);
    await inWindow.unlock(page, anna.password);
    await quit(app);
    const again = await startAgain(started, desktop);
    await again.page.getByRole('navigation', { name: text('navigation.label') }).waitFor();
    await quit(again.app);

    // runAsNode, cookies, NODE_OPTIONS, --inspect; integrity, asar only; snapshot, file privileges, WebAssembly traps
    expect(fuses).toBe('000011000');
    expect(readdirSync(path.join(folder, 'resources')).sort()).toEqual([
      'LICENSE.txt',
      'app.asar',
      'app.asar.unpacked',
    ]);
  }, 240_000);
});

async function befriendIn(page: Page, friend: Member): Promise<void> {
  const request = happens(friend.core, 'requests', (requests) => requests.length === 1);
  await inWindow.addFriend(page, ben.name);
  await request;
  const [asked] = await friend.core.call('contacts.requests', {});
  if (!asked) throw new Error('the request is gone');
  await friend.core.call('contacts.answer', { account: asked.profile.account, answer: 'accept' });
}

/** Resolves once the friend has all of what a message carries. */
function comes(friend: Member, kind: 'picture' | 'voice'): Promise<unknown> {
  return happens(friend.core, 'messages', (messages) =>
    messages.some(({ attachment }) => attachment?.kind === kind && attachment.state === 'here'),
  );
}

/** The native libraries of packages, and pictures' own, that a process has loaded. */
async function nativesOf(pid: number): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const files = maps.split('\n').flatMap((line) => /\s(\/.*(?:\.node|libvips.*))$/.exec(line)?.[1] ?? []);
  return [...new Set(files)].sort();
}
