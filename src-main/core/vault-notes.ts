import { z } from 'zod';
import { AccountId } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import { parseJson } from './json-file.ts';

/** What the person calls a friend, and the group they put them into. */
export interface Note {
  remark?: string;
  group?: string;
}

/** What the person notes on others. It is in the vault: the same on all devices, and nothing that the server can read. */
export interface Notes {
  /** in the order they were made */
  groups: string[];
  people: ReadonlyMap<AccountId, Note>;
}

/** A change of the notes. It may be made again on others, when another device was quicker. */
export type NotesChange = (notes: Notes) => Notes;

export const noNotes: Notes = { groups: [], people: new Map() };

const GROUPS_LIMIT = 100;
const NAME_GRAPHEMES = 32;
/** The vault is limited, and its keys need room too. */
const BYTES_LIMIT = 48 * 1024;
const NO_GROUP = -1;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Groups by their place in the list: a friend costs little more than the remark. */
const StoredNotes = z.object({
  groups: z.array(z.string()),
  people: z.array(z.tuple([AccountId, z.string(), z.number().int()])),
});

/** Empty bytes are no notes. Undefined for what is none of these. */
export function decodeNotes(bytes: Uint8Array): Notes | undefined {
  if (bytes.length === 0) return noNotes;
  const { data } = StoredNotes.safeParse(parseJson(Buffer.from(bytes).toString()));
  if (!data) return undefined;
  return {
    groups: data.groups,
    people: new Map(data.people.map(([account, remark, group]) => [account, noteOf(remark, data.groups[group])])),
  };
}

/** @throws ContractError `too-many` when they do not fit into the vault */
export function encodeNotes({ groups, people }: Notes): Buffer {
  const rows = [...people].map(([account, { remark = '', group }]) => {
    return [account, remark, group === undefined ? NO_GROUP : groups.indexOf(group)];
  });
  const bytes = Buffer.from(JSON.stringify({ groups, people: rows }));
  if (bytes.length > BYTES_LIMIT) throw new ContractError('too-many', { limit: people.size });
  return bytes;
}

/** Empty takes it away. @throws ContractError `invalid-fields` */
export function setRemark(account: AccountId, remark: string): NotesChange {
  const wanted = clean(remark);
  if (lengthOf(wanted) > NAME_GRAPHEMES) throw new ContractError('invalid-fields', { fields: { remark: 'too-long' } });
  return (notes) => withNote(notes, account, noteOf(wanted, notes.people.get(account)?.group));
}

/** Puts a person into a group, which is made when there is none by that name; empty takes them out. Throws as `nameGroup`. */
export function setGroup(account: AccountId, group: string): NotesChange {
  const wanted = clean(group);
  if (wanted !== '') checkName(wanted);
  return (notes) => {
    const remark = notes.people.get(account)?.remark ?? '';
    if (wanted === '') return withNote(notes, account, noteOf(remark, undefined));
    return withNote(withGroup(notes, wanted), account, noteOf(remark, wanted));
  };
}

/** Makes a group, or gives the one called `from` another name. @throws ContractError `invalid-fields`, `not-found`, `too-many` */
export function nameGroup(from: string | undefined, name: string): NotesChange {
  const wanted = clean(name);
  checkName(wanted);
  return (notes) => {
    if (wanted !== from && notes.groups.includes(wanted)) throw invalidName('taken');
    return from === undefined ? withGroup(notes, wanted) : renamed(notes, from, wanted);
  };
}

/** The people in it stay. */
export function deleteGroup(name: string): NotesChange {
  return (notes) => ({
    groups: notes.groups.filter((group) => group !== name),
    people: regrouped(notes, (group) => (group === name ? undefined : group)),
  });
}

function renamed(notes: Notes, from: string, to: string): Notes {
  if (!notes.groups.includes(from)) throw new ContractError('not-found');
  return {
    groups: notes.groups.map((group) => (group === from ? to : group)),
    people: regrouped(notes, (group) => (group === from ? to : group)),
  };
}

function withGroup(notes: Notes, group: string): Notes {
  if (notes.groups.includes(group)) return notes;
  if (notes.groups.length === GROUPS_LIMIT) throw new ContractError('too-many', { limit: GROUPS_LIMIT });
  return { ...notes, groups: [...notes.groups, group] };
}

function regrouped({ people }: Notes, groupNow: (before: string | undefined) => string | undefined): Notes['people'] {
  const notes = [...people].map(([account, { remark = '', group }]) => {
    return [account, noteOf(remark, groupNow(group))] as const;
  });
  return new Map(notes.filter(([, note]) => !isEmpty(note)));
}

function withNote(notes: Notes, account: AccountId, note: Note): Notes {
  const people = new Map(notes.people);
  if (isEmpty(note)) people.delete(account);
  else people.set(account, note);
  return { ...notes, people };
}

function noteOf(remark: string, group: string | undefined): Note {
  return { ...(remark === '' ? {} : { remark }), ...(group === undefined ? {} : { group }) };
}

function isEmpty({ remark, group }: Note): boolean {
  return remark === undefined && group === undefined;
}

function checkName(name: string): void {
  if (name === '') throw invalidName('empty');
  if (lengthOf(name) > NAME_GRAPHEMES) throw invalidName('too-long');
}

function invalidName(problem: 'empty' | 'too-long' | 'taken'): ContractError {
  return new ContractError('invalid-fields', { fields: { name: problem } });
}

function clean(text: string): string {
  return text.normalize('NFC').trim();
}

function lengthOf(text: string): number {
  return [...graphemes.segment(text)].length;
}
