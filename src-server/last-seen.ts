import type { DeviceId, Timestamp } from '../protocol/index.ts';
import type { Database } from './store/database.ts';
import { setLastSeen } from './store/devices.ts';

/** When devices were last connected: kept here and stored now and then, as a commit for each reconnection would be dear. */
export class LastSeen {
  readonly #database: Database;
  #unsaved = new Map<DeviceId, Timestamp>();

  constructor(database: Database) {
    this.#database = database;
  }

  note(device: DeviceId, time: Timestamp): void {
    this.#unsaved.set(device, time);
  }

  /** What is known beyond the database. */
  of(device: DeviceId): Timestamp | undefined {
    return this.#unsaved.get(device);
  }

  async save(): Promise<void> {
    const seen = this.#unsaved;
    if (seen.size === 0) return;
    this.#unsaved = new Map();
    await this.#database.write(async (writer) => {
      for (const [device, time] of seen) await setLastSeen(writer, device, time);
    });
  }
}
