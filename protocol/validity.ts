import type { X509Certificate } from 'node:crypto';
import type { Timestamp } from './ids.ts';

/** From when until when something holds, both included. */
export interface Validity {
  validFrom: Timestamp;
  validTo: Timestamp;
}

/** A clock shows a time at which certificates do not hold that are in order otherwise. */
export interface ClockMismatch extends Validity {
  /** what the clock shows */
  here: Timestamp;
}

/** When all of them hold. It ends before it begins where they never do. */
export function sharedValidity(...certificates: X509Certificate[]): Validity {
  return {
    validFrom: Math.max(...certificates.map(({ validFromDate }) => validFromDate.getTime())),
    validTo: Math.min(...certificates.map(({ validToDate }) => validToDate.getTime())),
  };
}

export function isEverValid({ validFrom, validTo }: Validity): boolean {
  return validFrom <= validTo;
}

/** Undefined when it holds at that time. @param here milliseconds since the epoch */
export function clockMismatch({ validFrom, validTo }: Validity, here: Timestamp): ClockMismatch | undefined {
  return validFrom <= here && here <= validTo ? undefined : { here, validFrom, validTo };
}
