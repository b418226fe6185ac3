import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseInvitation } from '../../protocol/index.ts';
import { describeUnless, noSignals } from '../support/needs.ts';
import { fakeAuth, RawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const main = fileURLToPath(new URL('../../src-server/main.ts', import.meta.url));

function run(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function finished(child: ReturnType<typeof run>) {
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, error, code };
}

async function invitationOf(child: ReturnType<typeof run>) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('miyu://')) continue;
    child.stdout.resume();
    return parseInvitation(line);
  }
  throw new Error('the server ended before it was ready');
}

describeUnless(noSignals, 'the server program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves at its invitation link and stops cleanly on %s', async (signal) => {
    const folder = await temporaryFolder();
    const log = join(folder, 'log', 'miyu.log');
    const child = run('--data', join(folder, 'data'), '--listen', '127.0.0.1', '--port', '0', '--log-file', log);
    const invitation = await invitationOf(child);
    if (!invitation?.fingerprint) expect.fail('no invitation');
    const ming = await RawClient.signUp({ port: invitation.port, fingerprint: invitation.fingerprint }, 'ming');
    const exited = once(child, 'exit');
    child.kill(signal);
    expect(await ming.closed).toBe('shutdown');
    expect(await exited).toEqual([0, null]);
    const messages = (await readFile(log, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect(messages).toEqual(['serving', 'registered', 'logged in', 'stopping', 'stopped']);
  });
});

describe('the server program', () => {
  it('prints its settings, which can be given back to it', async () => {
    const { out, code } = await finished(run('--print-config', '--port', '7000'));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ port: 7000, limits: { username: { min: 2 } } });
    const file = join(await temporaryFolder(), 'miyu.json');
    await writeFile(file, out);
    expect((await finished(run('--print-config', '--config', file))).out).toBe(out);
  });

  it('says which setting is wrong and ends with 2', async () => {
    const { out, error, code } = await finished(run('--port', 'many'));
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(error).toMatch(/^miyu-server: port: /);
  });

  it('says what is wrong with its data and ends with 1', async () => {
    const data = join(await temporaryFolder(), 'data');
    await mkdir(data);
    await writeFile(
      join(data, 'miyu.db'),
      'this is not a database, but it is long enough to look like one.'.repeat(99),
    );
    const { error, code } = await finished(run('--data', data, '--port', '0'));
    expect(code).toBe(1);
    expect(error).toMatch(/^miyu-server: .*miyu\.db is damaged: restore it from a backup/m);
  });

  it('says that its port is taken and ends with 1', async () => {
    const folder = await temporaryFolder();
    const args = (data: string, port: string) => [
      '--data',
      join(folder, data),
      '--listen',
      '127.0.0.1',
      '--port',
      port,
    ];
    const invitation = await invitationOf(run(...args('one', '0')));
    const { error, code } = await finished(run(...args('two', `${invitation?.port}`)));
    expect(code).toBe(1);
    expect(error).toMatch(/^miyu-server: listen EADDRINUSE/m);
  });

  it('makes a reset code beside a running server, and says what it does', async () => {
    const data = join(await temporaryFolder(), 'data');
    const running = run('--data', data, '--listen', '127.0.0.1', '--port', '0', '--log-level', 'silent');
    const invitation = await invitationOf(running);
    if (!invitation?.fingerprint) expect.fail('no invitation');
    const target = { port: invitation.port, fingerprint: invitation.fingerprint };
    await RawClient.signIn(target, 'ming');
    const { out, error, code } = await finished(run('reset', 'Ming', '--data', data));
    expect({ error, code }).toEqual({ error: '', code: 0 });
    expect(out).toContain('Reset code for "ming"');
    const resetCode = /^ {4}(\S+)$/m.exec(out)?.[1] ?? expect.fail('no code');
    const guest = await RawClient.connect(target);
    const next = {
      auth: fakeAuth('new'),
      hashing: { salt: randomBytes(16), memoryKiB: 65536, passes: 3, parallelism: 1 },
    };
    await guest.channel.request('account.reset', { name: 'ming', code: resetCode, next });
    expect(await guest.login('ming', undefined, fakeAuth('new'))).toMatchObject({ profile: { name: 'ming' } });

    const unknown = await finished(run('reset', 'nobody', '--data', data));
    expect(unknown).toEqual({ out: '', error: 'miyu-server: nobody is registered as "nobody"\n', code: 1 });
  });

  it.each([
    [['reset'], /whose password/, 2],
    [['rest', 'ming'], /rest: no such command/, 2],
    [['reset', 'ming', 'hong'], /too many arguments/, 2],
    [['reset', 'ming'], /missing: no server has run here/, 1],
  ] as const)('says what is wrong with %j', async (args, message, exitCode) => {
    const data = join(await temporaryFolder(), 'data');
    const { out, error, code } = await finished(run(...args, '--data', data));
    expect({ out, code }).toEqual({ out: '', code: exitCode });
    expect(error).toMatch(message);
  });
});
