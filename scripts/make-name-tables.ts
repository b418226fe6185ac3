/*
 * Makes protocol/names/tables.ts from two files of Unicode's, as ICU's sources have them side by side:
 * source/data/unidata/confusables.txt (UTS #39) and ppucd.txt, whose property ID_Status is IdentifierStatus.txt. Run it
 * by hand when Node has a newer Unicode, and add a migration of the server that computes the skeletons of all names
 * again (src-server/store/skeletons.ts):
 *
 *     node scripts/make-name-tables.ts FOLDER
 */

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromRoot } from './root.mjs';

const LINE = 110;

const LICENCE = `
 * Made by scripts/make-name-tables.ts, not by hand. The data in it is Unicode's, under the Unicode License v3:
 *
 * UNICODE LICENSE V3. COPYRIGHT AND PERMISSION NOTICE. Copyright © 1991-2025 Unicode, Inc.
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any associated
 * documentation (the "Data Files") or software and any associated documentation (the "Software") to deal in the Data
 * Files or Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
 * distribute, and/or sell copies of the Data Files or Software, and to permit persons to whom the Data Files or
 * Software are furnished to do so, provided that either (a) this copyright and permission notice appear with all copies
 * of the Data Files or Software, or (b) this copyright and permission notice appear in associated Documentation.
 *
 * THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
 * LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY
 * RIGHTS. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY
 * SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
 * WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE
 * OR PERFORMANCE OF THE DATA FILES OR SOFTWARE. Except as contained in this notice, the name of a copyright holder
 * shall not be used in advertising or otherwise to promote the sale, use or other dealings in these Data Files or
 * Software without prior written authorization of the copyright holder.`;

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('which folder has confusables.txt and ppucd.txt?');
const confusables = await readFile(path.join(folder, 'confusables.txt'), 'utf8');
const properties = await readFile(path.join(folder, 'ppucd.txt'), 'utf8');
await writeFile(fromRoot('protocol/names/tables.ts'), moduleOf());

function moduleOf(): string {
  const version = /^# Version: (.*)$/m.exec(confusables)?.[1];
  return `/*${LICENCE}
 */

/** The version of Unicode whose data this is. */
export const UNICODE = '${version}';

/**
 * confusables.txt: what is shown in place of what looks like it. For each sequence shown, its code points joined by
 * "+", then ":" and those that look like it, ascending, each as the distance from the one before; all in base 36.
 */
export const CONFUSABLES = \`
${wrap(readConfusables(), ' ')}\`;

/** IdentifierStatus "Allowed": distance from the end of the last range, and length, in base 36, alternating. */
export const ALLOWED = \`
${wrap(readAllowed(), ' ')}\`;
`;
}

/** Groups by what is shown. */
function readConfusables(): string[] {
  const groups = new Map<string, number[]>();
  for (const [, from = '', to = ''] of confusables.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;\tMA/gm)) {
    const shown = to.trim().split(' ').map(inBase36).join('+');
    groups.set(shown, [...(groups.get(shown) ?? []), Number.parseInt(from, 16)]);
  }
  return [...groups].map(([shown, similar]) => {
    const ascending = similar.toSorted((one, other) => one - other);
    return `${shown}:${ascending.map((point, index) => (point - (ascending[index - 1] ?? 0)).toString(36)).join(',')}`;
  });
}

/** Ranges of what ppucd.txt says of blocks, and of code points that differ from their block. */
function readAllowed(): string[] {
  const allowed: boolean[] = [];
  for (const line of properties.split('\n')) {
    const [kind, range = '', ...values] = line.split(';');
    if (kind !== 'block' && kind !== 'cp' && kind !== 'unassigned') continue;
    const status = values.find((value) => value.startsWith('ID_Status='));
    if (kind === 'cp' && !status) continue;
    const [first = '', last = first] = range.split('..');
    for (let point = Number.parseInt(first, 16); point <= Number.parseInt(last, 16); point++) {
      allowed[point] = status === 'ID_Status=Allowed';
    }
  }
  const numbers: string[] = [];
  let end = 0;
  for (let point = 0; point < allowed.length; point++) {
    if (!allowed[point]) continue;
    const start = point;
    while (allowed[point]) point++;
    numbers.push((start - end).toString(36), (point - start).toString(36));
    end = point;
  }
  return numbers;
}

function inBase36(hex: string): string {
  return Number.parseInt(hex, 16).toString(36);
}

/** Lines that are no longer than LINE where a word is not. */
function wrap(words: string[], between: string): string {
  const lines: string[] = [''];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : line + between + word;
  }
  return lines.join('\n');
}
