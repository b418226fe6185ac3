/**
 * The structured-clone subset that crosses Electron IPC, as JSON text.
 * The function is also sent to the page as source, so it must stay self-contained.
 */
export function makeCodec() {
  const views = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const toBase64 = (u8) =>
    u8.toBase64 ? u8.toBase64() : Buffer.from(u8.buffer, u8.byteOffset, u8.byteLength).toString('base64');
  const fromBase64 = (s) =>
    Uint8Array.fromBase64 ? Uint8Array.fromBase64(s) : new Uint8Array(Buffer.from(s, 'base64'));
  const refuse = () => {
    throw new Error('An object could not be cloned.');
  };

  function pack(v, seen) {
    if (v === undefined) return ['u'];
    if (typeof v === 'bigint') return ['n', String(v)];
    if (typeof v === 'number')
      return Number.isFinite(v) && !Object.is(v, -0) ? v : ['f', Object.is(v, -0) ? '-0' : String(v)];
    if (v === null || typeof v !== 'object') return v;
    if (seen.has(v)) return ['r', seen.get(v)];
    seen.set(v, seen.size);
    const tag = Object.prototype.toString.call(v).slice(8, -1);
    if (Array.isArray(v)) return ['a', Array.from(v, (x) => pack(x, seen))];
    if (ArrayBuffer.isView(v))
      return ['t', tag in views ? tag : refuse(), toBase64(new Uint8Array(v.buffer, v.byteOffset, v.byteLength))];
    if (tag === 'ArrayBuffer') return ['b', toBase64(new Uint8Array(v))];
    if (tag === 'Date') return ['d', v.getTime()];
    if (tag === 'RegExp') return ['x', v.source, v.flags];
    if (tag === 'Map') return ['m', Array.from(v, ([k, x]) => [pack(k, seen), pack(x, seen)])];
    if (tag === 'Set') return ['s', Array.from(v, (x) => pack(x, seen))];
    if (tag === 'Error') return ['e', v.name, v.message, v.stack];
    if (tag === 'Boolean' || tag === 'Number' || tag === 'String' || tag === 'BigInt')
      return ['w', pack(v.valueOf(), seen)];
    if (tag !== 'Object' || Object.getPrototypeOf(v) !== Object.prototype) refuse(); // Blob, File, ImageData, ...
    return ['o', Object.keys(v).map((k) => [k, pack(v[k], seen)])];
  }

  function unpack(p, made) {
    if (!Array.isArray(p)) return p;
    const [tag, a, b, c] = p;
    const keep = (v) => {
      made.push(v);
      return v;
    };
    switch (tag) {
      case 'u':
        return undefined;
      case 'n':
        return BigInt(a);
      case 'f':
        return Number(a);
      case 'r':
        return made[a];
      case 'a': {
        const v = keep([]);
        for (const x of a) v.push(unpack(x, made));
        return v;
      }
      case 't': {
        const u8 = fromBase64(b);
        return keep(new views[a](u8.buffer));
      }
      case 'b':
        return keep(fromBase64(a).buffer);
      case 'd':
        return keep(new Date(a ?? NaN));
      case 'x':
        return keep(new RegExp(a, b));
      case 'm': {
        const v = keep(new Map());
        for (const [k, x] of a) {
          const key = unpack(k, made);
          v.set(key, unpack(x, made));
        }
        return v;
      }
      case 's': {
        const v = keep(new Set());
        for (const x of a) v.add(unpack(x, made));
        return v;
      }
      case 'e': {
        const v = keep(new (errors[a] ?? Error)(b));
        v.stack = c;
        return v;
      }
      case 'w': {
        made.push(null);
        const at = made.length - 1;
        made[at] = Object(unpack(a, made));
        return made[at];
      }
      default: {
        const v = keep({});
        for (const [k, x] of a)
          Object.defineProperty(v, k, { value: unpack(x, made), writable: true, enumerable: true, configurable: true });
        return v;
      }
    }
  }

  return {
    encode(value) {
      let copy;
      try {
        copy = structuredClone(value);
      } catch {
        refuse();
      }
      return JSON.stringify(pack(copy, new Map()));
    },
    decode: (text) => unpack(JSON.parse(text), []),
  };
}
export const codec = makeCodec();
