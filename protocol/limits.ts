/** Bytes of an encrypted body before login. */
export const FRAME_LIMIT_BEFORE_LOGIN = 4 * 1024;
/** Bytes of an encrypted body once signed in. */
export const FRAME_LIMIT = 256 * 1024;
/** Bytes of one message body for one device. */
export const BODY_LIMIT = 64 * 1024;
/** Bytes of one ephemeral body for one device. */
export const EPHEMERAL_LIMIT = 4096;
/** UTF-16 units of a device's name. */
export const DEVICE_NAME_LIMIT = 64;
/** Devices of one account. */
export const DEVICES_PER_ACCOUNT = 5;
/** One-time prekeys of one device, and how few make it publish more. */
export const PREKEYS_PER_DEVICE = 100;
export const PREKEYS_REFILL_AT = 25;
/** Bytes of an account's certificate, of the request for one, and of its encrypted vault. */
export const CERTIFICATE_LIMIT = 4 * 1024;
export const CERTIFICATE_REQUEST_LIMIT = 4 * 1024;
export const VAULT_LIMIT = 64 * 1024;
/** Bytes of a picture that stands for an account or a room. */
export const AVATAR_LIMIT = 32 * 1024;
/** Bytes of one record of a room's log. */
export const ROOM_RECORD_LIMIT = 4096;
/** Members that one record adds. */
export const ROOM_ADDED_AT_ONCE = 50;
/** Envelopes in one `room.share`: each begins a session at worst, with about 2 KiB. */
export const ROOM_SHARED_AT_ONCE = 64;

/** Bytes of a blob's chunk, as it travels and is stored; two of them would not fit into one frame. */
export const BLOB_CHUNK_SIZE = 128 * 1024;
/** Bytes of a blob: the bits of its chunks fit into one frame. */
export const BLOB_SIZE_LIMIT = 2 ** 37;

/** The decoder's pre-scan: nesting, and values in one frame. */
export const MSGPACK_DEPTH_LIMIT = 8;
export const MSGPACK_ITEM_LIMIT = 4096;

/** Operations in one batch. */
export const BATCH_OPERATIONS_LIMIT = 1024;

/** Keys are replaced after so many frames, bytes or milliseconds in one direction. */
export const REKEY_AFTER_FRAMES = 2 ** 20;
export const REKEY_AFTER_BYTES = 2 ** 30;
export const REKEY_AFTER_MS = 15 * 60_000;
/** And not before one of these: deriving keys costs the receiver far more than asking for it costs the sender. */
export const REKEY_NOT_BEFORE_FRAMES = 2 ** 16;
export const REKEY_NOT_BEFORE_BYTES = 2 ** 26;
export const REKEY_NOT_BEFORE_MS = 60_000;

/** Silence after which a ping is sent, and after which the peer counts as gone, in milliseconds. */
export const PING_AFTER_MS = 30_000;
export const DEAD_AFTER_MS = 90_000;

/** Milliseconds a client waits for the reply to a request. */
export const REPLY_TIMEOUT_MS = 20_000;
