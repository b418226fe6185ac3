import type { DeviceId } from '../../protocol/index.ts';
import type { RawClient } from '../support/raw-client.ts';
import type { RoomCopy } from '../support/raw-rooms.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { ArrivalCheck, acknowledging, deviceOf, type Faults, numberedBody, numberOf } from './pairs.ts';

/** So long both sides still compile what has turned out to be hot. */
const WARM_UP_MS = 5_000;
const DURATION_MS = 10_000;
const WINDOW = 8;

/** What the first of the room's members says, and when it is at the others. */
export class RoomTalk {
  readonly #room: RoomCopy;
  readonly #sender: RawClient;
  readonly #others: readonly RawClient[];
  readonly #checks: ArrivalCheck[] = [];
  readonly #devices: readonly DeviceId[];
  /** when each message was handed over, by its number */
  readonly #sent: number[] = [];
  /** of messages since the warm-up: how long each took to each member */
  #times: number[] = [];
  #countsFrom = 0;

  constructor(room: RoomCopy, people: readonly RawClient[]) {
    const [sender, ...others] = people;
    if (!sender) throw new Error('nobody is there');
    this.#room = room;
    this.#sender = sender;
    this.#others = others;
    this.#devices = people.map(deviceOf);
    for (const person of others) this.#listen(person);
  }

  /**
   * Sends each message when it is due.
   * @returns sorted milliseconds: to each member, and how late the schedule was; what it cost the server
   */
  async onSchedule(server: ServerProcess, perSecond: number) {
    const first = this.#sent.length;
    const total = ((WARM_UP_MS + DURATION_MS) / 1000) * perSecond;
    this.#times = [];
    this.#countsFrom = first + (WARM_UP_MS / 1000) * perSecond;
    const start = performance.now();
    const before = { cpu: server.cpuSeconds(), deliveries: this.#deliveries };
    const late: number[] = [];
    const answers: Promise<unknown>[] = [];
    await new Promise<void>((resolve) => {
      const step = () => {
        const now = performance.now();
        for (let due = start + (answers.length / perSecond) * 1000; due <= now && answers.length < total; ) {
          late.push(now - due);
          answers.push(this.#send());
          due = start + (answers.length / perSecond) * 1000;
        }
        if (answers.length === total) resolve();
        else setTimeout(step, 1);
      };
      step();
    });
    await Promise.all(answers);
    return {
      times: this.#times.toSorted((a, b) => a - b),
      late: late.toSorted((a, b) => a - b),
      perCpuSecond: Math.round((this.#deliveries - before.deliveries) / (server.cpuSeconds() - before.cpu)),
    };
  }

  /** Some messages under way at a time. */
  async asFastAsItGoes(server: ServerProcess) {
    this.#countsFrom = Number.POSITIVE_INFINITY;
    const start = performance.now();
    const until = start + WARM_UP_MS + DURATION_MS;
    const done = Promise.all(Array.from({ length: WINDOW }, () => this.#keepSending(until)));
    await untilTime(start + WARM_UP_MS);
    const before = { cpu: server.cpuSeconds(), deliveries: this.#deliveries, time: performance.now() };
    await untilTime(until);
    const after = { cpu: server.cpuSeconds(), deliveries: this.#deliveries, time: performance.now() };
    await done;
    const deliveries = after.deliveries - before.deliveries;
    return {
      deliveriesPerServerCpuSecond: Math.round(deliveries / (after.cpu - before.cpu)),
      fastestDeliveriesPerSecond: Math.round(deliveries / ((after.time - before.time) / 1000)),
    };
  }

  /** From now on the last member takes what comes and acknowledges nothing. */
  beSlow(): void {
    const last = this.#others.at(-1);
    const check = this.#checks.at(-1);
    if (last && check) last.onDelivery = ({ body }) => check.arrived(numberOf(body));
  }

  faults(): Faults[] {
    // the slow one hears of some only when it has acknowledged others
    return this.#checks.slice(0, -1).map((check) => check.faults(this.#sent.length));
  }

  get #deliveries(): number {
    return this.#checks.reduce((sum, check) => sum + check.received, 0);
  }

  #listen(person: RawClient): void {
    const check = new ArrivalCheck();
    this.#checks.push(check);
    acknowledging(person, (body) => {
      const number = numberOf(body);
      check.arrived(number);
      if (number >= this.#countsFrom) this.#times.push(performance.now() - (this.#sent[number] ?? 0));
    });
  }

  #send(): Promise<unknown> {
    const number = this.#sent.push(performance.now()) - 1;
    return this.#sender.channel.request('room.send', this.#room.message(this.#devices, numberedBody(number)));
  }

  async #keepSending(until: number): Promise<void> {
    while (performance.now() < until) await this.#send();
  }
}

function untilTime(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - performance.now()));
}
