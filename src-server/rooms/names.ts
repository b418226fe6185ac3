import { type FieldProblem, hidesSomething, type RoomAction, showsSomething, skeleton } from '../../protocol/index.ts';
import { checkAnswer, FieldReport, hasHonestLetters, INVISIBLE } from '../accounts/fields.ts';
import { countGraphemes, nameKey, normalizeName } from '../accounts/names.ts';
import type { NameKeys } from '../store/rooms.ts';

/** Graphemes. */
export const ROOM_NAME = { min: 2, max: 32 };
const ROOM_NAME_UNITS = 128;

/** A name of digits alone could pass for another room's number. */
const ONLY_DIGITS = /^[-−]?\p{Nd}+$/u;

export function checkRoomName(name: string): FieldProblem | undefined {
  const kept = normalizeName(name);
  const length = countGraphemes(kept);
  if (length === 0) return 'empty';
  if (length < ROOM_NAME.min) return 'too-short';
  if (length > ROOM_NAME.max || kept.length > ROOM_NAME_UNITS) return 'too-long';
  if (INVISIBLE.test(kept) || ONLY_DIGITS.test(kept)) return 'format';
  return hasHonestLetters(kept) && showsSomething(kept) ? undefined : 'format';
}

/**
 * What a record says beside the room's name: it stands in the lines and lists of all members.
 * @throws OperationError `invalid-fields`
 */
export function checkWords(action: RoomAction): void {
  const wrong = new FieldReport();
  if (action.kind === 'card') wrong.add('card', checkCard(action.name));
  if (action.kind === 'rules' || action.kind === 'create') wrong.add('question', checkAnswer(action.rules.question));
  wrong.throwIfAny();
}

/** Empty for the own name; but nobody is nameless. */
function checkCard(card: string): FieldProblem | undefined {
  const showsNothing = card !== '' && !showsSomething(card);
  return showsNothing || INVISIBLE.test(card) || hidesSomething(card) ? 'format' : undefined;
}

/** As of accounts. */
export function roomNameKeys(name: string): NameKeys {
  return { nameKey: nameKey(name), skeleton: skeleton(name) };
}
