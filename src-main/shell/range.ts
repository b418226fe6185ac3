/** The bytes from `from` up to, not including, `to`. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * The part of so many bytes that a Range header asks for. Undefined without one, and where RFC 9110 lets the whole be
 * answered: another unit, several parts, what cannot be read.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return satisfiable({ from: Math.max(0, size - Number(last)), to: size });
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return satisfiable({ from: Number(first), to: last === '' ? size : Math.min(Number(last) + 1, size) });
}

function satisfiable(range: ByteRange): ByteRange | 'unsatisfiable' {
  return range.from < range.to ? range : 'unsatisfiable';
}
