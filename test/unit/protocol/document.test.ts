import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCodes, operationNames, operations } from '../../../protocol/index.ts';

const lines = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8').split('\n');

/** Names of the fields of an object schema; none for other schemas. */
function fieldsOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const NAMED_TYPES = [
  'Hashing',
  'Profile',
  'ContactRequest',
  'Contact',
  'EndedBy',
  'Vault',
  'Bundle',
  'Password',
  'Status',
  'RoomSighting',
  'RoomRequest',
];

/** Fields of a type that the document describes on a line of its own, like Profile. */
function namedTypeOn(line: string): string[] {
  const types = NAMED_TYPES.filter((type) => line.includes(type));
  return types.flatMap((type) => lines.filter((each) => each.startsWith(`| ${type} |`)));
}

describe('docs/protocol.md', () => {
  it.each(operationNames)('describes %s with its code and fields', (name) => {
    const operation = operations[name];
    const code = `0x${operation.code.toString(16).padStart(4, '0')}`;
    const line = lines.find((each) => each.startsWith(`| ${code} | ${name},`)) ?? '';
    expect(line).not.toBe('');
    const said = [line, ...namedTypeOn(line)].join('\n');
    const schemas = operation.kind === 'request' ? [operation.request, operation.reply] : [operation.event];
    for (const field of schemas.flatMap(fieldsOf)) expect(said).toContain(`\`${field}\``);
    if (operation.kind !== 'event') expect(line).toContain(`, ${operation.needs}`);
  });

  it('names every error', () => {
    for (const code of errorCodes) expect(lines.join('\n')).toContain(`\`${code}\``);
  });

  it('names no operation that does not exist', () => {
    const codes = lines.flatMap((line) => /^\| (0x[0-9a-f]{4}) \| ([a-z]+\.[a-z.]+),/.exec(line)?.[2] ?? []);
    expect(codes.toSorted()).toEqual([...operationNames].toSorted());
  });
});
