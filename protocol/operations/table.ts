import type { z } from 'zod';
import { accountOperations } from './account.ts';
import { blobOperations } from './blob.ts';
import { channelOperations } from './channel.ts';
import { contactOperations } from './contact.ts';
import { keysOperations } from './keys.ts';
import { messageOperations } from './message.ts';
import type { EventOperation, NoticeOperation, Operation, RequestOperation } from './operation.ts';
import { roomOperations } from './room.ts';
import { serverOperations } from './server.ts';

/** Every operation by name. Both sides take their codes, schemas and types from here. */
export const operations = {
  ...channelOperations,
  ...serverOperations,
  ...accountOperations,
  ...keysOperations,
  ...contactOperations,
  ...messageOperations,
  ...roomOperations,
  ...blobOperations,
} as const satisfies Record<string, Operation>;

type Operations = typeof operations;
export type OperationName = keyof Operations;
type NamesOf<K> = { [N in OperationName]: Operations[N] extends K ? N : never }[OperationName];

export type RequestName = NamesOf<RequestOperation>;
export type NoticeName = NamesOf<NoticeOperation>;
export type EventName = NamesOf<EventOperation>;

export type Request<N extends RequestName> = z.infer<Operations[N]['request']>;
export type Reply<N extends RequestName> = z.infer<Operations[N]['reply']>;
export type Notice<N extends NoticeName> = z.infer<Operations[N]['event']>;
export type Event<N extends EventName> = z.infer<Operations[N]['event']>;

export const operationNames = Object.keys(operations) as OperationName[];

const byCode = new Map<number, OperationName>(operationNames.map((name) => [operations[name].code, name]));

/** The operation with that code, or undefined. The reply bit must be off. */
export function operationByCode(code: number): OperationName | undefined {
  return byCode.get(code);
}
