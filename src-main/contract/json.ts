/*
 * Calls and events between the web host and its page are JSON, in which pictures cross as `{ "$bytes": base64 }`.
 */

const BYTES = '$bytes';

/** A value of the contract as JSON. */
export function toJson(value: unknown): string {
  // `this` has the value as it was: a Buffer turns itself into something else before the replacer sees it
  return JSON.stringify(value, function (this: Record<string, unknown>, key, plain: unknown) {
    const original = this[key];
    return original instanceof Uint8Array ? { [BYTES]: toBase64(original) } : plain;
  });
}

/** The value that `toJson` was given. Throws what `JSON.parse` throws. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const base64 = typeof value === 'object' && value !== null ? Reflect.get(value, BYTES) : undefined;
    return typeof base64 === 'string' ? fromBase64(base64) : value;
  });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
