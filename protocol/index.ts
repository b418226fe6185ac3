/** The shared library's only door: what the server and the client may use of it. */

export * from './account-certificates.ts';
export * from './blob-chunks.ts';
export * from './certificates.ts';
export { Channel, type ChannelHandlers } from './channel.ts';
export { decode, encode } from './codec.ts';
export * from './errors.ts';
export type { ServerIdentity } from './handshake/policy.ts';
export { acceptChannel, type ConnectedChannel, connectChannel } from './handshake/run.ts';
export * from './ids.ts';
export * from './invitation.ts';
export * from './limits.ts';
export { hidesSomething, isOfToday, mixesScripts } from './names/allowed.ts';
export { showsSomething, skeleton } from './names/skeleton.ts';
export * from './operations/account.ts';
export * from './operations/blob.ts';
export * from './operations/contact.ts';
export * from './operations/keys.ts';
export * from './operations/message.ts';
export * from './operations/operation.ts';
export * from './operations/room.ts';
export * from './operations/server.ts';
export * from './operations/table.ts';
export * from './password-salt.ts';
export * from './room-log.ts';
export * from './system/index.ts';
export { type ClockMismatch, clockMismatch, sharedValidity, type Validity } from './validity.ts';
export type { Wire } from './wire.ts';
