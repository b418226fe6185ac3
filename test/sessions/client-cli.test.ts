import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RoomId } from '../../protocol/index.ts';
import { cli, cliEnv, cliMain, cliText } from '../support/cli.ts';
import { accountOf, nextEvent, PASSWORD, registerAndLogin, say, startCore, waitFor } from '../support/core.ts';
import { itUnless, noSignals } from '../support/needs.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RECOVERY_CODE = /([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}/;

function run(command: string, args: string[], options: object): Promise<{ code: number; out: string; errors: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (_, out, errors) => {
      resolve({ code: child.exitCode ?? -1, out, errors });
    });
  });
}

describe('the headless client', { timeout: 120_000 }, () => {
  it('says of a profile that cannot be used what the system says', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const { code, lines } = await cli(join(file, 'profile'), ['status']);
    expect({ code, lines }).toMatchObject({
      code: 2,
      lines: [{ code: 'profile', details: { reason: expect.stringContaining(file) } }],
    });
    const shown = await cliText(join(file, 'profile'), ['status']);
    expect(shown.errors).toMatch(/^The folder of the profile cannot be used\.\n {2}E[A-Z]+: /);
  });

  it('says how to give a password, and that its file cannot be read', async () => {
    const folder = await temporaryFolder();
    const without = await cli(join(folder, 'a'), ['login', 'ming'], '', { ...cliEnv, MIYU_PASSWORD: '' });
    expect(without).toMatchObject({ code: 2, lines: [{ type: 'error', code: 'no-password' }] });
    const unreadable = await cli(join(folder, 'b'), ['login', 'ming', '--password-file', join(folder, 'none')]);
    expect(unreadable).toMatchObject({ code: 2, lines: [{ type: 'error', code: 'password-file' }] });
  });

  it('asks for --moved before it goes to another address of a known server', async () => {
    const { server } = await startTestServer();
    const folder = join(await temporaryFolder(), 'ming');
    const args = ['ming', '--server'];
    await cli(folder, ['register', 'ming', 'ming@example.org', '--server', server.invitation], `${PASSWORD}\n`);
    const elsewhere = server.invitation.replace('127.0.0.1', 'localhost');
    const asked = await cli(folder, ['login', ...args, elsewhere], `${PASSWORD}\n`);
    const reason = expect.stringMatching(/^127\.0\.0\.1:\d+ → localhost:\d+$/);
    expect(asked).toMatchObject({ code: 2, lines: [{ code: 'server-moved', details: { reason } }] });
    const moved = await cli(folder, ['login', ...args, elsewhere, '--moved'], `${PASSWORD}\n`);
    expect(moved).toMatchObject({ code: 0, lines: [{ type: 'signedIn' }] });
  });

  it('lets two people hold a conversation in a shell script', async () => {
    const { server } = await startTestServer();
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'password'), `${PASSWORD}\n`);
    const script = `
      set -eu
      miyu() { who=$1; shift; "$NODE" "$MAIN" --lang en --profile "$FOLDER/$who" "$@"; }
      miyu ming register ming ming@example.org --password-file "$FOLDER/password" --server "$LINK"
      printf '%s\\n' "$PASSWORD" | miyu hong register hong hong@example.org --password-stdin --server "$LINK"
      miyu ming add hong --greeting 'it is me'
      miyu hong requests
      miyu hong accept ming
      miyu hong tail --count 2 --timeout 60 > "$FOLDER/heard" &
      miyu ming send hong 'how are you?'
      miyu ming send hong 'hello?'
      wait $!
      sed 's/^.* ming: //' "$FOLDER/heard"
      miyu hong send ming 'fine, 你呢?'
      miyu ming tail --count 1 --timeout 60 | sed 's/^.* hong: //'
      miyu ming history hong | sed 's/^.* \\(ming\\|hong\\|me\\): /\\1: /'
      miyu ming logout
    `;
    const { out, errors } = await run('sh', ['-c', script], {
      env: { ...cliEnv, NODE: process.execPath, MAIN: cliMain, FOLDER: folder, LINK: server.invitation, PASSWORD },
    });
    expect(errors).toBe('');
    const lines = out.split('\n').map((line) => line.replace(/\(\d+\)/, '(number)').replace(RECOVERY_CODE, '(code)'));
    const recoveryCode = [
      'Recovery code: (code)',
      'Keep it on paper. Only this code opens the account again when the password is forgotten.',
    ];
    expect(lines).toEqual([
      'Registered and signed in as ming (number).',
      ...recoveryCode,
      'Registered and signed in as hong (number).',
      ...recoveryCode,
      'Asked hong to become a friend.',
      'from ming: it is me [open]',
      'ming is a friend now.',
      'Sent.',
      'Sent.',
      'how are you?',
      'hello?',
      'Sent.',
      'fine, 你呢?',
      'me: how are you?',
      'me: hello?',
      'hong: fine, 你呢?',
      'Signed out.',
      '',
    ]);
  });

  it('says by its exit code what went wrong', async () => {
    const running = await startTestServer();
    const folder = await temporaryFolder();
    const ming = join(folder, 'ming');
    const link = running.server.invitation;

    expect(await cli(ming, ['status'])).toMatchObject({ code: 3, lines: [{ type: 'error', code: 'no-session' }] });
    expect(await cli(ming, ['login', 'ming', '--password-stdin'], PASSWORD)).toMatchObject({
      code: 2,
      lines: [{ code: 'bad-address' }],
    });
    expect((await cli(ming, ['nonsense'])).code).toBe(2);
    expect((await cli(ming, ['tail', '--count', '0'])).code).toBe(2);
    const register = ['register', 'ming', 'ming@example.org', '--password-stdin', '--server', link];
    expect(await cli(ming, register, 'short')).toMatchObject({
      code: 5,
      lines: [{ code: 'invalid-fields', details: { fields: { password: 'too-short' } } }],
    });
    expect(await cli(ming, register, PASSWORD)).toMatchObject({
      code: 0,
      lines: [{ type: 'registered' }, { type: 'recoveryCode' }],
    });
    for (const command of [['login', 'ming'], ['status']]) {
      expect(await cli(ming, [...command, '--password-stdin'], 'wrong password')).toMatchObject({
        code: 3,
        lines: [{ code: 'bad-credentials' }],
      });
    }
    expect(await cli(ming, ['status'])).toMatchObject({
      code: 0,
      lines: [{ type: 'status', connection: { state: 'online' }, unread: 0, profile: { name: 'ming' } }],
    });
    expect(await cli(ming, ['add', 'nobody'])).toMatchObject({ code: 5, lines: [{ code: 'not-found' }] });
    expect(await cli(ming, ['add', 'ming'])).toMatchObject({ code: 5, lines: [{ code: 'oneself' }] });
    expect(await cli(ming, ['send', 'hong', 'hi'])).toMatchObject({ code: 5, lines: [{ code: 'not-friends' }] });
    expect(await cli(ming, ['tail', '--count', '1', '--timeout', '0.1'])).toMatchObject({
      code: 6,
      lines: [{ code: 'timeout' }],
    });
    expect(await cli(ming, ['tail', '--timeout', '0.1'])).toMatchObject({ code: 0, lines: [] });
    await running.server.stop();
    expect(await cli(ming, ['send', 'hong', 'hi'])).toMatchObject({ code: 4, lines: [{ code: 'unreachable' }] });
    expect(await cli(ming, ['status'])).toMatchObject({ code: 0, lines: [{ connection: { state: 'offline' } }] });
  });

  it('shows what opens the account, its devices, and what to compare with a friend', async () => {
    const { server } = await startTestServer();
    const profile = await temporaryFolder();
    const hong = await startCore();
    const hongAccount = await registerAndLogin(hong, server, 'hong');
    const registered = await cli(profile, ['register', 'ming', 'm@example.org', '--server', server.invitation]);
    expect(registered.lines[1]).toEqual({ type: 'recoveryCode', code: expect.stringMatching(RECOVERY_CODE) });
    expect(await cli(profile, ['recovery-code'])).toMatchObject({ code: 0, lines: [registered.lines[1]] });
    expect(await cli(profile, ['login', 'ming'])).toMatchObject({ code: 0, lines: [{ type: 'signedIn' }] });

    await cli(profile, ['add', 'hong']);
    const [request] = await hong.call('contacts.requests', {});
    const ming = request?.profile.account ?? hongAccount;
    await hong.call('contacts.answer', { account: ming, answer: 'accept' });
    const { number } = await hong.call('trust.get', { account: ming });
    const safety = { type: 'safety', number, certificate: { name: 'hong', account: hongAccount } };
    expect(await cli(profile, ['safety', 'hong'])).toMatchObject({ lines: [{ ...safety, trust: 'server' }] });
    expect(await cli(profile, ['verify', 'hong'])).toMatchObject({ code: 0, lines: [{ type: 'verified' }] });
    expect(await cli(profile, ['safety', 'hong'])).toMatchObject({ lines: [{ ...safety, trust: 'verified' }] });
    expect(await cli(profile, ['safety', 'nobody'])).toMatchObject({ code: 5, lines: [{ code: 'not-friends' }] });
    expect(await cli(profile, ['devices'])).toMatchObject({ code: 0, lines: [{ type: 'device', isThis: true }] });
  });

  it('adds friends by their link, names and groups them, and shuts people out', async () => {
    const { server } = await startTestServer();
    const profile = await temporaryFolder();
    const hong = await startCore();
    const hongAccount = await registerAndLogin(hong, server, 'hong');
    await cli(profile, ['register', 'ming', 'm@example.org', '--server', server.invitation]);
    const { link } = await hong.call('contacts.ownLink', {});
    const added = await cli(profile, ['add', link, '--greeting', 'by link']);
    expect(added).toMatchObject({ code: 0, lines: [{ type: 'requested', profile: { name: 'hong' } }] });
    const wrong = await cli(profile, ['add', link.replace(/#.*/, '')]);
    expect(wrong).toMatchObject({ code: 2, lines: [{ code: 'bad-address' }] });
    const [request] = await hong.call('contacts.requests', {});
    const ming = request?.profile.account ?? hongAccount;
    await hong.call('contacts.answer', { account: ming, answer: 'accept' });

    expect(await cli(profile, ['remark', 'hong', 'Aunt Hong'])).toMatchObject({ code: 0 });
    expect(await cli(profile, ['group', 'hong', 'Family'])).toMatchObject({ code: 0 });
    const busy = nextEvent(hong, 'contact', ({ presence }) => presence === 'busy');
    expect(await cli(profile, ['presence', 'busy'])).toMatchObject({
      lines: [{ type: 'presence', presence: 'busy', address: 'lan' }],
    });
    await busy;
    expect(await cli(profile, ['contacts'])).toMatchObject({
      lines: [{ type: 'contact', remark: 'Aunt Hong', group: 'Family', trust: 'verified', presence: 'online' }],
    });
    expect((await cli(profile, ['presence', 'asleep'])).code).toBe(2);
    expect(await cli(profile, ['link'])).toMatchObject({
      lines: [{ type: 'link', link: expect.stringContaining(`/add/${ming}?key=`) }],
    });
    expect(await cli(profile, ['block', 'hong'])).toMatchObject({ code: 0, lines: [{ type: 'blocked' }] });
    expect(await cli(profile, ['contacts'])).toMatchObject({ lines: [{ type: 'noContacts' }] });
    expect(await cli(profile, ['unblock', 'hong'])).toMatchObject({ code: 0, lines: [{ type: 'unblocked' }] });
    expect(await cli(profile, ['logins'])).toMatchObject({ lines: [{ type: 'login', outcome: 'done' }] });
    expect((await cli(profile, ['delete-account'])).code).toBe(2);
    expect(await cli(profile, ['delete-account', '--yes'])).toMatchObject({ code: 0, lines: [{ type: 'deleted' }] });
    expect(await cli(profile, ['status'])).toMatchObject({ code: 3, lines: [{ code: 'no-session' }] });
  });

  it('makes rooms, talks in them and leaves them', async () => {
    const { server } = await startTestServer();
    const profile = await temporaryFolder();
    const hong = await startCore();
    await registerAndLogin(hong, server, 'hong');
    await cli(profile, ['register', 'ming', 'm@example.org', '--server', server.invitation]);
    await cli(profile, ['add', 'hong']);
    const [request] = await hong.call('contacts.requests', {});
    await hong.call('contacts.answer', { account: request?.profile.account ?? accountOf(hong), answer: 'accept' });

    const [made] = (await cli(profile, ['room', 'create', 'Tea', 'hong'])).lines;
    expect(made).toMatchObject({ type: 'roomCreated', name: 'Tea' });
    const room = RoomId.parse(made?.room);
    await waitFor(hong, async () => (await hong.call('conversations.list', {})).find(({ id }) => id === room));
    const heard = nextEvent(hong, 'messages', (messages) => messages.some(({ text }) => text === 'anyone?'));
    expect(await cli(profile, ['room', 'send', 'tea', 'anyone?'])).toMatchObject({ lines: [{ type: 'sent', room }] });
    await heard;
    await hong.call('messages.send', { conversation: room, text: 'me' });
    const tail = await cli(profile, ['tail', '--count', '1', '--timeout', '60']);
    expect(tail.lines).toMatchObject([{ type: 'message', with: 'Tea', account: room, author: 'hong', text: 'me' }]);
    const members = await cli(profile, ['room', 'members', String(-room)]);
    expect(members.lines.map(({ role }) => role)).toEqual(['owner', 'member']);
    expect(await cli(profile, ['room', 'remove', 'Tea', 'hong'])).toMatchObject({ lines: [{ type: 'memberRemoved' }] });
    expect(await cli(profile, ['room', 'remove', 'Tea', 'hong'])).toMatchObject({ lines: [{ code: 'not-found' }] });
    expect(await cli(profile, ['room', 'leave', 'Tea'])).toMatchObject({ code: 5, lines: [{ type: 'error' }] });
    expect(await cli(profile, ['room', 'list'])).toMatchObject({ lines: [{ type: 'room', id: room, members: 1 }] });
  });

  itUnless(noSignals, 'tails until it is told to end, and has its profile to itself', async () => {
    const { server } = await startTestServer();
    const profile = await temporaryFolder();
    const hong = await startCore();
    await registerAndLogin(hong, server, 'hong');
    await cli(
      profile,
      ['register', 'ming', 'm@example.org', '--password-stdin', '--server', server.invitation],
      PASSWORD,
    );
    await cli(profile, ['add', 'hong']);
    const [request] = await hong.call('contacts.requests', {});
    const ming = request?.profile.account ?? accountOf(hong);
    await hong.call('contacts.answer', { account: ming, answer: 'accept' });

    const online = nextEvent(hong, 'contact', ({ presence }) => presence === 'online');
    const tail = spawn(process.execPath, [cliMain, '--profile', profile, '--json', 'tail'], {
      env: cliEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => tail.once('exit', resolve));
    await online;
    await say(hong, ming, '你好');
    const [line] = await once(tail.stdout, 'data');
    expect(JSON.parse(String(line))).toMatchObject({ type: 'message', with: 'hong', text: '你好', own: false });
    expect(await cli(profile, ['status'])).toMatchObject({ code: 1, lines: [{ code: 'profile-in-use' }] });
    tail.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(await cli(profile, ['status'])).toMatchObject({ code: 0, lines: [{ unread: 0 }] });
  });
});
