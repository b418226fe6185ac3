import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StagedId } from '../../src-main/contract/attachment.ts';
import type { AccountId, Message } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { cli, cliEnv, cliText } from '../support/cli.ts';
import { accountOf, nextEvent, registerAndLogin, startCore } from '../support/core.ts';
import { noise } from '../support/picture-files.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Two {
  /** of the headless client, ming's */
  profile: string;
  ming: AccountId;
  hong: Core;
  /** for files that are sent, and for those that come */
  folder: string;
}

/** Ming with the headless client, and hong, her friend. */
async function twoFriends(): Promise<Two> {
  const { server } = await startTestServer();
  const folder = await temporaryFolder();
  const hong = await startCore({ receivedFolder: join(folder, 'hong') });
  await registerAndLogin(hong, server, 'hong');
  const profile = join(folder, 'ming');
  await cli(profile, ['register', 'ming', 'm@example.org', '--server', server.invitation]);
  await cli(profile, ['add', 'hong']);
  const [request] = await hong.call('contacts.requests', {});
  const ming = request?.profile.account ?? accountOf(hong);
  await hong.call('contacts.answer', { account: ming, answer: 'accept' });
  return { profile, ming, hong, folder };
}

const picture = (width = 320, height = 240) => noise(width, height).png().toBuffer();

/** The next message to hong that carries something which is, or becomes, so. */
function arrival(hong: Core, state: 'here' | 'remote'): Promise<Message> {
  const carries = ({ attachment }: Message) => attachment?.state === state;
  return nextEvent(hong, 'messages', (messages) => messages.some(carries)).then((messages) => {
    const found = messages.find(carries);
    if (!found) throw new Error('the message is gone');
    return found;
  });
}

async function sendTo(core: Core, conversation: AccountId, name: string, bytes: Uint8Array): Promise<Message> {
  const { id: staged } = await core.stage({ name }, once(bytes));
  return sendStaged(core, conversation, staged, 'file');
}

async function sendStaged(core: Core, conversation: AccountId, staged: StagedId, kind: 'file' | 'picture') {
  const sent = nextEvent(core, 'messages', (messages) =>
    messages.some(({ own, state, attachment }) => own && attachment !== undefined && state === 'sent'),
  );
  const message = await core.call('attachments.send', { conversation, staged, kind, caption: '' });
  await sent;
  return message;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('files in the headless client', { timeout: 120_000 }, () => {
  it('sends them, as pictures where they are some, and lists them', async () => {
    const { profile, hong, folder } = await twoFriends();
    const [png, notes] = [join(folder, 'tree.png'), join(folder, 'notes.txt')];
    await writeFile(png, await picture());
    await writeFile(notes, 'three lines');

    const seen = arrival(hong, 'here');
    expect(await cli(profile, ['send-file', 'hong', png, '--caption', 'look'])).toMatchObject({
      code: 0,
      lines: [{ type: 'sent', kind: 'picture', name: 'hong', account: accountOf(hong) }],
    });
    expect(await seen).toMatchObject({ text: 'look', attachment: { kind: 'picture', name: 'tree.png', width: 320 } });
    const heard = arrival(hong, 'remote');
    expect(await cli(profile, ['send-file', 'hong', notes])).toMatchObject({ lines: [{ type: 'sent', kind: 'file' }] });
    expect(await heard).toMatchObject({ attachment: { kind: 'file', name: 'notes.txt', size: 11 } });
    expect(await cli(profile, ['send-file', 'hong', png, '--as', 'file'])).toMatchObject({ lines: [{ kind: 'file' }] });

    const names = async (...args: string[]) => {
      const { lines } = await cli(profile, ['files', ...args]);
      return lines.map(({ type, attachment }) => (attachment ? Reflect.get(Object(attachment), 'name') : type));
    };
    expect(await names()).toEqual(['tree.png', 'notes.txt', 'tree.png']);
    expect(await names('--limit', '1')).toEqual(['tree.png']);
    expect(await names('--kind', 'picture')).toEqual(['tree.png']);
    expect(await names('--query', 'note')).toEqual(['notes.txt']);
    expect(await names('--kind', 'voice', 'sticker')).toEqual(['noFiles']);
    const { out } = await cliText(profile, ['--lang', 'en', 'files', '--query', 'note']);
    expect(out).toMatch(/ me, hong: notes\.txt \(11 byte, file\) \[\w+\] [\w-]{22}\n$/);
    expect((await cliText(profile, ['--lang', 'zh-CN', 'history', 'hong'])).out).toContain('我: [picture:tree.png');
  });

  it('says why something cannot be sent', async () => {
    const { profile, folder } = await twoFriends();
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'three lines');
    await writeFile(join(folder, 'nothing'), '');
    const send = (...args: string[]) => cli(profile, ['send-file', ...args]);
    const refusals: [string[], string][] = [
      [['nobody', notes], 'not-found'],
      [['hong', join(folder, 'missing')], 'file-gone'],
      [['hong', folder], 'empty-file'],
      [['hong', join(folder, 'nothing')], 'empty-file'],
      [['hong', notes, '--as', 'picture'], 'not-picture'],
    ];
    for (const [args, code] of refusals) {
      expect(await send(...args)).toMatchObject({ code: 5, lines: [{ type: 'error', code }] });
    }
    expect(await send('hong', notes, '--as', 'sticker')).toMatchObject({ code: 2, lines: [] });
    const { errors } = await cliText(profile, ['--lang', 'en', 'send-file', 'hong', notes, '--as', 'picture']);
    expect(errors).toBe('It cannot be sent as a picture. As a file it can:\n  it is damaged, or no picture\n');
  });

  it('fetches them into the folder that is named', async () => {
    const { profile, ming, hong, folder } = await twoFriends();
    const bytes = randomBytes(3_000_000);
    const { id } = await sendTo(hong, ming, 'holiday.zip', bytes);
    const { id: staged } = await hong.stage({ name: 'tree.png' }, once(await picture()));
    const { id: pictureId } = await sendStaged(hong, ming, staged, 'picture');
    await hong.call('messages.send', { conversation: ming, text: 'that is all' });
    const { lines } = await cli(profile, ['tail', '--count', '3', '--timeout', '60']);
    expect(lines).toMatchObject([{ attachment: { kind: 'file' } }, { attachment: { kind: 'picture' } }, {}]);

    const to = join(folder, 'got');
    const got = await cli(profile, ['get', '--to', to, '--', id]);
    expect(got).toMatchObject({
      code: 0,
      lines: [{ type: 'fileSaved', message: id, name: 'holiday.zip', folder: to }],
    });
    expect(await readFile(join(to, 'holiday.zip'))).toEqual(bytes);
    expect(await cli(profile, ['get', '--to', to, '--', pictureId])).toMatchObject({ lines: [{ name: 'tree.png' }] });
    expect((await readdir(to)).sort()).toEqual(['holiday.zip', 'tree.png']);

    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await cli(profile, ['get', '--to', elsewhere, '--', id]);
    expect(await readFile(join(elsewhere, 'holiday.zip'))).toEqual(bytes);

    const text = String(lines[2]?.id);
    expect(await cli(profile, ['get', '--', text])).toMatchObject({ code: 5, lines: [{ code: 'not-found' }] });
    expect((await cli(profile, ['get', 'nonsense'])).code).toBe(2);
  });

  it('hides texts in pictures and reads them, from files and from messages', async () => {
    const { profile, ming, hong, folder } = await twoFriends();
    const [plain, out, text, password] = ['plain.png', 'out.png', 'text', 'password'].map((name) => join(folder, name));
    if (!plain || !out || !text || !password) throw new Error('there are four');
    await writeFile(plain, await picture());
    await writeFile(text, '在老地方见\nat three');
    await writeFile(password, 'between us\n');

    const hide = ['hide', plain, '--text-file', text, '--text-password-file', password, '-o', out];
    expect(await cli(profile, hide)).toMatchObject({ code: 0, lines: [{ type: 'textHidden', file: out }] });
    const reveal = await cli(profile, ['reveal', out, '--text-password-file', password]);
    expect(reveal).toMatchObject({ lines: [{ type: 'hiddenText', text: '在老地方见\nat three' }] });
    const nothing = { code: 5, lines: [{ code: 'nothing-hidden' }] };
    expect(await cli(profile, ['reveal', out])).toMatchObject(nothing);
    expect(await cli(profile, ['reveal', plain])).toMatchObject(nothing);
    expect(await cli(profile, ['hide', plain, '--text', 'short', '-o', out])).toMatchObject({ code: 0 });
    expect((await cliText(profile, ['reveal', out])).out).toBe('short\n');

    const { id } = await hong.stage({ name: 'tree.png' }, once(await picture()));
    const hidden = await hong.call('hidden.hide', { staged: id, text: 'for you', password: '', readableBy: 'chat' });
    const message = await sendStaged(hong, ming, hidden.id, 'picture');
    await cli(profile, ['tail', '--count', '1', '--timeout', '60']);
    const read = await cli(profile, ['reveal', '--', message.id]);
    expect(read).toMatchObject({ code: 0, lines: [{ type: 'hiddenText', text: 'for you' }] });
  });

  it('says why a text cannot be hidden', async () => {
    const { profile, folder } = await twoFriends();
    const [small, out] = [join(folder, 'small.png'), join(folder, 'out.png')];
    await writeFile(small, await picture(16, 16));
    const hide = (...args: string[]) => cli(profile, ['hide', small, ...args]);
    expect(await hide('-o', out)).toMatchObject({ code: 2, lines: [{ code: 'no-text' }] });
    expect(await hide('-o', out, '--text-file', join(folder, 'none'))).toMatchObject({
      lines: [{ code: 'text-file' }],
    });
    expect(await hide('--text', 'x')).toMatchObject({ code: 2, lines: [] });
    expect(await hide('-o', out, '--text', 'x', '--text-file', out)).toMatchObject({ code: 2, lines: [] });
    expect(await hide('-o', out, '--text', 'long '.repeat(500))).toMatchObject({
      code: 5,
      lines: [{ code: 'not-hidden' }],
    });
    expect(await hide('-o', join(folder, 'none/out.png'), '--text', 'x')).toMatchObject({
      code: 2,
      lines: [{ code: 'out-file' }],
    });
    const prompt = await cli(profile, ['reveal', small, '--password-prompt'], '', cliEnv);
    expect(prompt).toMatchObject({ code: 2, lines: [{ code: 'no-password' }] });
  });
});
