import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeEnvironment, ownEnvironment } from '../../../scripts/programs/environment.ts';
import { Programs } from '../../../scripts/programs/programs.ts';
import { itUnless, noSignals } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = 2 ** 30;

function start(programs: Programs, source: string, understandsStop = true) {
  const child = programs.start(process.execPath, ['-e', source], { stderr: 'pipe', env: process.env, understandsStop });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Resolves once the program has said that it listens. */
async function ready({ stdout }: ReturnType<typeof start>): Promise<void> {
  if (stdout) await once(createInterface(stdout), 'line');
}

describe('Programs', () => {
  it('asks a program to stop and lets it end by itself', async () => {
    const note = path.join(await temporaryFolder(), 'orderly');
    const programs = new Programs(never);
    const source = `process.on('message', (message) => {
      if (message !== 'stop') return;
      setTimeout(() => { require('node:fs').writeFileSync(${JSON.stringify(note)}, ''); process.exit(); }, 50);
    }); console.log('ready');`;
    await ready(start(programs, source));
    await programs.stopAll();
    expect(existsSync(note)).toBe(true);
    expect(programs.isAnyRunning).toBe(false);
  });

  itUnless(noSignals, 'sends a signal to a program that understands no message', async () => {
    const programs = new Programs(never);
    const child = start(programs, 'setInterval(() => {}, 1000); console.log("ready");', false);
    await ready(child);
    await programs.stopAll();
    expect(child.signalCode).toBe('SIGTERM');
  });

  it('kills a program that does not end in time', async () => {
    const programs = new Programs(20);
    const child = start(programs, 'process.on("message", () => {}); console.log("ready");');
    await ready(child);
    await programs.stopAll();
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('ends with the exit code of the program that has failed', async () => {
    const programs = new Programs(never);
    programs.endWith(start(programs, 'process.exit(7)'), 'It');
    expect(await programs.ended).toBe(7);
    expect(programs.ending.aborted).toBe(true);
  });

  it('notices a program that had ended before it was asked to', async () => {
    const programs = new Programs(never);
    const child = start(programs, 'process.exit(3)');
    await once(child, 'exit');
    programs.endWith(child, 'It');
    expect(await programs.ended).toBe(3);
  });

  it('is no failure when the person ends it', async () => {
    const programs = new Programs(never);
    programs.endWith(start(programs, 'process.on("message", () => process.exit(9)); console.log("ready")'), 'It');
    programs.end(0);
    await programs.stopAll();
    expect(await programs.ended).toBe(0);
    expect(() => start(programs, '')).toThrow('Stopped.');
  });

  it('survives a program that is not there', async () => {
    const programs = new Programs(never);
    const child = programs.start('/nowhere/program', [], { stderr: 'pipe', env: {}, understandsStop: false });
    await once(child, 'error');
    expect(programs.isAnyRunning).toBe(false);
    await programs.stopAll();
  });
});

describe('the environment of server and clients', () => {
  it.each([
    ['--inspect', undefined],
    ['--inspect-brk=0.0.0.0:9229 --max-old-space-size=512', '--max-old-space-size=512'],
    ['--trace-warnings --inspect-port 9230', '--trace-warnings'],
    ['--inspect-publish-uid=http --debug-port=1 --no-warnings', '--no-warnings'],
    ['--require ./some-inspect.js', '--require ./some-inspect.js'],
  ])('has no debugger of %s', (options, left) => {
    expect(ownEnvironment({ NODE_OPTIONS: options, HOME: '/home/a' })).toEqual({
      HOME: '/home/a',
      ...(left === undefined ? {} : { NODE_OPTIONS: left }),
    });
  });

  it('saves memory only where Node itself runs', () => {
    expect(nodeEnvironment({})).toHaveProperty('MALLOC_ARENA_MAX');
    expect(ownEnvironment({})).toEqual({});
  });
});
