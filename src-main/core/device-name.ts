import { DEVICE_NAME_LIMIT } from '../../protocol/index.ts';

const NAMELESS = 'computer';

/** A machine's name as the server takes it: without control characters, cut between characters, never empty. */
export function deviceNameOf(machine: string): string {
  const clean = machine
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  let name = '';
  for (const character of clean) {
    if (name.length + character.length > DEVICE_NAME_LIMIT) break;
    name += character;
  }
  return name.trim() || NAMELESS;
}
