import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { happens } from '../../scripts/people.ts';
import type { Staged } from '../../src-main/contract/attachment.ts';
import { joinAs, quit, startApp } from '../support/desktop-app.ts';
import { annaPerson as anna, benPerson as ben } from '../support/friends.ts';
import { chromiumMissing, describeUnless, noProcessMemory } from '../support/needs.ts';
import { fourFields } from '../support/picture-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { inWindow } from '../support/windows.ts';

/** For what takes its way through the server. */
const patiently = { timeout: 20_000 };

type Outcome = { ok: Staged } | { error: { code: string } };

interface Staging {
  outcome: Outcome;
  told: number[];
}

/** The page makes a file of so many bytes and has it taken in. */
async function stageMade(page: Page, name: string, size: number): Promise<Staging> {
  await page.evaluate(
    ([name, size]) => {
      Reflect.set(window, 'given', new File([new Uint8Array(size).fill(1)], name, { type: 'text/plain' }));
    },
    [name, size] as const,
  );
  return stageGiven(page);
}

/** A file of the disk is chosen in the page, which has it taken in. */
async function stageChosen(page: Page, file: string, { cancels = false } = {}): Promise<Staging> {
  const devTools = await page.context().newCDPSession(page);
  const makeInput = `globalThis.input = Object.assign(document.createElement('input'), { type: 'file' })`;
  const { result } = await devTools.send('Runtime.evaluate', { expression: makeInput });
  if (result.objectId === undefined) throw new Error('there is no input');
  await devTools.send('DOM.setFileInputFiles', { files: [file], objectId: result.objectId });
  await devTools.detach();
  await page.evaluate(() => Reflect.set(window, 'given', Reflect.get(window, 'input').files[0]));
  return stageGiven(page, { cancels });
}

/** Cancels it when the page hears how far it is, if it should. */
function stageGiven(page: Page, { cancels = false } = {}): Promise<Staging> {
  return page.evaluate(async (cancels) => {
    const told: number[] = [];
    const staging = Reflect.get(window, 'miyu').stage(Reflect.get(window, 'given'), (done: number) => {
      told.push(done);
      if (cancels) staging.cancel();
    });
    return { outcome: await staging.outcome, told };
  }, cancels);
}

describeUnless(chromiumMissing, 'files in Electron', () => {
  it('are read by the main process where they lie on the disk, with news of how far it is', async () => {
    const folder = await temporaryFolder();
    const [report, large, inner] = ['report.txt', 'large.bin', 'folder'].map((name) => path.join(folder, name));
    if (!report || !large || !inner) throw new Error('there are three');
    await writeFile(report, Buffer.alloc(3_000_000));
    await writeFile(large, Buffer.alloc(200_000_000));
    await mkdir(inner);
    const { app, page } = await startApp();
    expect((await stageChosen(page, report)).outcome).toEqual({ error: { code: 'no-session' } });
    await inWindow.register(page, anna);

    const { outcome, told } = await stageChosen(page, report);
    expect(outcome).toMatchObject({ ok: { name: 'report.txt', size: 3_000_000, type: 'text/plain' } });
    expect(told.at(-1)).toBe(3_000_000);
    expect(told.length).toBeGreaterThan(3);
    expect((await stageChosen(page, large, { cancels: true })).outcome).toEqual({ error: { code: 'cancelled' } });
    expect((await stageChosen(page, inner)).outcome).toEqual({ error: { code: 'empty-file' } });
    expect((await stageChosen(page, path.join(folder, 'gone'))).outcome).toEqual({ error: { code: 'file-gone' } });
    await quit(app);
  });

  it('are taken from the page where they lie nowhere, within limits', async () => {
    const { app, page } = await startApp();
    await inWindow.register(page, anna);
    const { outcome, told } = await stageMade(page, 'pasted.txt', 700_000);
    expect(outcome).toMatchObject({ ok: { name: 'pasted.txt', size: 700_000 } });
    expect(told).toEqual([700_000]);
    expect((await stageMade(page, 'nothing.txt', 0)).outcome).toEqual({ error: { code: 'empty-file' } });
    const large = await stageMade(page, 'large.bin', 128 * 1024 * 1024 + 1);
    expect(large.outcome).toEqual({ error: { code: 'too-large' } });
    await quit(app);
  });

  it('are shown by their addresses, in parts too, and kept nowhere', async () => {
    const folder = await temporaryFolder();
    const picture = await fourFields().toBuffer();
    await writeFile(path.join(folder, 'fields.png'), picture);
    const { app, page } = await startApp();
    await inWindow.register(page, anna);
    const { outcome } = await stageChosen(page, path.join(folder, 'fields.png'));
    if (!('ok' in outcome)) throw new Error('it was not taken in');
    const url = `/media/staged/${outcome.ok.id}/full`;

    const width = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return image.naturalWidth;
    }, url);
    expect(width).toBe(64);
    const ask = (address: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
      page.evaluate(
        async ([address, init]) => {
          const response = await fetch(address, init);
          const { byteLength } = await response.arrayBuffer();
          return { status: response.status, byteLength, headers: Object.fromEntries(response.headers) };
        },
        [address, init] as const,
      );
    expect(await ask(url)).toMatchObject({
      status: 200,
      byteLength: picture.length,
      headers: { 'content-type': 'image/png', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    });
    expect(await ask(url, { headers: { range: 'bytes=10-19' } })).toMatchObject({
      status: 206,
      byteLength: 10,
      headers: { 'content-range': `bytes 10-19/${picture.length}` },
    });
    expect(await ask(url, { headers: { range: 'bytes=99999-' } })).toMatchObject({ status: 416, byteLength: 0 });
    expect(await ask(url, { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await ask(`/media/staged/${'A'.repeat(22)}/full`)).toMatchObject({ status: 404 });
    expect(await ask('/media/../package.json')).toMatchObject({ status: 404 });
    // the picture was read without the native library, which Electron on Linux does not bear
    expect(await app.evaluate(() => process.versions.electron)).toMatch(/^\d/);
    if (!noProcessMemory)
      expect(await readFile(`/proc/${app.process().pid}/maps`, 'utf8')).not.toMatch(/libvips|sharp-linux/);
    await app.close();
  });

  it('are shown in their folder and opened by the desktop, but no programs', async () => {
    const { app, page, link } = await startApp();
    const friend = await joinAs(ben, link);
    await inWindow.register(page, anna);
    const call = (name: string, args: object) =>
      page.evaluate(([name, args]) => Reflect.get(window, 'miyu').call(name, args), [name, args] as const);
    const conversation = (await call('app.state', {})).ok.session.profile.account;
    const befriended = happens(friend.core, 'contact', ({ profile }) => profile.account === conversation);
    await friend.core.call('contacts.request', { account: conversation, greeting: '' });
    expect(await call('contacts.answer', { account: friend.account, answer: 'accept' })).toEqual({});
    await befriended;
    const receive = async (name: string) => {
      const { id: staged } = await friend.core.stage({ name }, content());
      const { id } = await friend.core.call('attachments.send', { conversation, staged, kind: 'file', caption: '' });
      const state = async () => (await call('messages.find', { id })).ok?.attachment?.state;
      await expect.poll(state, patiently).toBe('remote');
      expect(await call('attachments.start', { message: id })).toEqual({});
      await expect.poll(state, patiently).toBe('here');
      return id;
    };

    const notes = await receive('notes.txt');
    expect(await call('attachments.show', { message: notes })).toEqual({});
    const [shown] = (await app.waitForCall('shell.showItemInFolder')).args;
    const folder = await app.evaluate(({ app }) => app.getPath('downloads'));
    expect(shown).toBe(path.join(folder, 'Miyu/notes.txt'));
    expect(await call('attachments.open', { message: notes })).toEqual({});
    expect(await call('attachments.show', {})).toEqual({});
    const program = await receive('notes.desktop');
    expect(await call('attachments.open', { message: program })).toEqual({ error: { code: 'not-opened' } });
    const opened = (await app.calls('shell.openPath')).map(({ args }) => args[0]);
    expect(opened).toEqual([path.join(folder, 'Miyu/notes.txt'), path.join(folder, 'Miyu')]);
    await quit(app);
  });

  it('can be recorded with the microphone', async () => {
    const { app, page } = await startApp();
    const kinds = await page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const tracks = stream.getTracks();
      for (const track of tracks) track.stop();
      return tracks.map(({ kind }) => kind);
    });
    expect(kinds).toEqual(['audio']);
    await quit(app);
  });
});

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('three lines');
}
