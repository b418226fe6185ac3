import { describe, expect, it } from 'vitest';
import { AccountId } from '../../../protocol/index.ts';
import {
  decodeNotes,
  deleteGroup,
  encodeNotes,
  type Notes,
  type NotesChange,
  nameGroup,
  noNotes,
  setGroup,
  setRemark,
} from '../../../src-main/core/vault-notes.ts';

const [ming, hong] = [AccountId.parse(10001), AccountId.parse(10002)];

function notesAfter(...changes: NotesChange[]): Notes {
  return changes.reduce((notes, change) => change(notes), noNotes);
}

describe('notes on people', () => {
  it('name people and put them into groups, made in passing', () => {
    const notes = notesAfter(setRemark(ming, '  Uncle Ming '), setGroup(ming, 'Family'), setGroup(hong, 'Work'));
    expect(notes.groups).toEqual(['Family', 'Work']);
    expect([...notes.people]).toEqual([
      [ming, { remark: 'Uncle Ming', group: 'Family' }],
      [hong, { group: 'Work' }],
    ]);
  });

  it('are gone when both are taken away', () => {
    const notes = notesAfter(
      setRemark(ming, 'Uncle'),
      setGroup(ming, 'Family'),
      setRemark(ming, ' '),
      setGroup(ming, ''),
    );
    expect(notes.people.size).toBe(0);
    expect(notes.groups).toEqual(['Family']);
  });

  it('keep their groups in place when they are renamed, with the people in them', () => {
    const notes = notesAfter(setGroup(ming, 'Family'), nameGroup(undefined, 'Work'), nameGroup('Family', 'Home'));
    expect(notes.groups).toEqual(['Home', 'Work']);
    expect(notes.people.get(ming)).toEqual({ group: 'Home' });
    expect(nameGroup('Home', 'Home')(notes)).toEqual(notes);
  });

  it('lose a group, not the people in it', () => {
    const notes = notesAfter(setGroup(ming, 'Family'), setRemark(ming, 'Uncle'), setGroup(hong, 'Family'));
    const left = deleteGroup('Family')(notes);
    expect(left.groups).toEqual([]);
    expect([...left.people]).toEqual([[ming, { remark: 'Uncle' }]]);
    expect(deleteGroup('unknown')(left)).toEqual(left);
  });

  it.each<[string, () => unknown, object]>([
    ['no name', () => nameGroup(undefined, '  '), { fields: { name: 'empty' } }],
    ['a long name', () => nameGroup(undefined, 'x'.repeat(33)), { fields: { name: 'too-long' } }],
    [
      'a taken name',
      () => notesAfter(setGroup(ming, 'Work'), nameGroup(undefined, 'Work ')),
      { fields: { name: 'taken' } },
    ],
    ['a long remark', () => setRemark(ming, 'x'.repeat(33)), { fields: { remark: 'too-long' } }],
  ])('refuse %s', (_, change, details) => {
    expect(change).toThrow(expect.objectContaining({ code: 'invalid-fields', details }));
  });

  it('refuse to rename a group that is not there', () => {
    expect(() => notesAfter(nameGroup('Work', 'Home'))).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('count what people see: a family of four is one character', () => {
    expect(notesAfter(setRemark(ming, '👨‍👩‍👧‍👦'.repeat(5))).people.get(ming)?.remark).toHaveLength(55);
  });
});

describe('notes in the vault', () => {
  it('come back as they were', () => {
    const notes = notesAfter(nameGroup(undefined, 'Work'), setGroup(hong, '家人'), setRemark(ming, '小明'));
    expect(decodeNotes(encodeNotes(notes))).toEqual(notes);
    expect(decodeNotes(new Uint8Array(0))).toEqual(noNotes);
  });

  it.each(['{', '[]', '{"groups":[1],"people":[]}', '{"groups":[],"people":[[0,"x",-1]]}'])(
    'are not made up of %s',
    (text) => {
      expect(decodeNotes(Buffer.from(text))).toBeUndefined();
    },
  );

  it('do not grow beyond what the vault has room for', () => {
    const people = new Map(
      Array.from({ length: 2000 }, (_, index) => [AccountId.parse(index + 1), { remark: 'r'.repeat(32) }]),
    );
    expect(() => encodeNotes({ groups: [], people })).toThrow(expect.objectContaining({ code: 'too-many' }));
  });
});
