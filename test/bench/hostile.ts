import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FloodOrder } from '../support/flood-process.ts';
import { percentile, round } from '../support/process-figures.ts';
import { RawClient } from '../support/raw-client.ts';
import { comeBack } from '../support/returning.ts';
import { CLIENT_CORE, pinned, type ServerProcess } from '../support/server-process.ts';
import { acknowledging, makePair, numberedBody, numberOf, type Pair } from './pairs.ts';

const PEOPLE = 500;
const MESSAGES_PER_SECOND = 50;
const WARM_UP_MS = 5_000;
const QUIET_MS = 5_000;
const FLOOD_MS = 25_000;
const NEWCOMER_EVERY_MS = 500;
const NEWCOMER_FROM = '127.0.0.3';

const floodProcess = fileURLToPath(new URL('../support/flood-process.ts', import.meta.url));

/**
 * With the limits that servers really have: 500 people behind one address come back after a restart; then two friends
 * chat, and others come in, while one guest and one client that is signed in do their worst in a process of their own.
 */
export async function hostile(server: ServerProcess) {
  const people: RawClient[] = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await RawClient.signUp(server.target, `person${i}`));
  const before = await makePair(server.target, 'honest');
  const mallory = await RawClient.signIn(server.target, 'mallory');
  const newcomer = await RawClient.signUp(server.target, 'newcomer');
  await server.killAndRestart({ isGuarded: true });

  const start = performance.now();
  const back = await Promise.all(people.map((person) => comeBack(server.target, person)));
  const peopleBackSeconds = (performance.now() - start) / 1000;
  for (const { client } of back) client.channel.destroy('ended');

  const [sender, recipient] = await Promise.all([before.sender, before.recipient].map(resumeAt(server)));
  if (!sender || !recipient) throw new Error('not back');
  const chat = new Chat({ ...before, sender, recipient });
  await chat.go(WARM_UP_MS);
  chat.forget();
  await chat.go(QUIET_MS);
  const quiet = chat.times();
  chat.forget();

  const flood = startFlood(server, mallory);
  await setTimeout(1_000);
  const cpu = server.cpuSeconds();
  const newcomers = new Newcomers(server, newcomer);
  const [comings] = await Promise.all([newcomers.go(FLOOD_MS), chat.go(FLOOD_MS)]);
  const serverCpuShare = (server.cpuSeconds() - cpu) / (FLOOD_MS / 1000);
  await flood.stop();
  const times = chat.times();
  return {
    honestP50Ms: round(percentile(times, 0.5)),
    honestP99Ms: round(percentile(times, 0.99)),
    honestMaxMs: round(percentile(times, 1)),
    honestRefused: chat.refused + newcomers.refused,
    honestLost: chat.lost,
    resumeP99Ms: round(percentile(comings, 0.99)),
    quietP50Ms: round(percentile(quiet, 0.5)),
    quietP99Ms: round(percentile(quiet, 0.99)),
    serverCpuShare: round(serverCpuShare),
    peopleBack: PEOPLE,
    peopleBackSeconds: round(peopleBackSeconds),
  };
}

function resumeAt(server: ServerProcess) {
  return async (earlier: RawClient) => (await comeBack(server.target, earlier)).client;
}

/** Messages from one friend to the other, on a schedule that a stall does not hold up. */
class Chat {
  refused = 0;
  readonly #pair: Pair;
  #sent: number[] = [];
  #arrived: (number | undefined)[] = [];
  #since = 0;

  constructor(pair: Pair) {
    this.#pair = pair;
    acknowledging(pair.recipient, (body) => {
      this.#arrived[numberOf(body)] = performance.now();
    });
  }

  get lost(): number {
    return this.#sent.filter((_, number) => this.#arrived[number] === undefined).length;
  }

  /** What has been measured so far counts no more. */
  forget(): void {
    this.#since = this.#sent.length;
  }

  times(): number[] {
    const since = this.#sent.slice(this.#since);
    const all = since.map((sent, index) => (this.#arrived[this.#since + index] ?? Number.POSITIVE_INFINITY) - sent);
    return all.sort((a, b) => a - b);
  }

  async go(durationMs: number): Promise<void> {
    const start = performance.now();
    const sending: Promise<void>[] = [];
    for (let due = start; due < start + durationMs; due += 1000 / MESSAGES_PER_SECOND) {
      await setTimeout(Math.max(0, due - performance.now()));
      sending.push(this.#send());
    }
    await Promise.all(sending);
  }

  async #send(): Promise<void> {
    const { sender, recipient, recipientDevice } = this.#pair;
    const body = numberedBody(this.#sent.length);
    this.#sent.push(performance.now());
    try {
      await sender.send(recipient.account, [recipientDevice], body);
    } catch (error) {
      this.refused += 1;
      console.error('refused:', error);
    }
  }
}

/** Somebody who comes, over and over. */
class Newcomers {
  refused = 0;
  readonly #server: ServerProcess;
  readonly #person: RawClient;

  constructor(server: ServerProcess, person: RawClient) {
    this.#server = server;
    this.#person = person;
  }

  /** @returns how long each took from the first packet to being signed in, in milliseconds, sorted */
  async go(durationMs: number): Promise<number[]> {
    const times: number[] = [];
    const end = performance.now() + durationMs;
    while (performance.now() < end) {
      const start = performance.now();
      try {
        const client = await RawClient.resumed({ ...this.#server.target, from: NEWCOMER_FROM }, this.#person);
        times.push(performance.now() - start);
        await client.close();
      } catch (error) {
        this.refused += 1;
        console.error('not let in:', error);
      }
      await setTimeout(NEWCOMER_EVERY_MS);
    }
    return times.sort((a, b) => a - b);
  }
}

function startFlood({ target }: ServerProcess, mallory: RawClient) {
  const { token, key } = mallory.credentials ?? failed();
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const order: FloodOrder = { target, token, key: pem };
  const [command, args] = pinned(CLIENT_CORE, process.execPath, [floodProcess, JSON.stringify(order)]);
  const child = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(child, 'exit');
  return {
    async stop(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}

function failed(): never {
  throw new Error('not signed in');
}
