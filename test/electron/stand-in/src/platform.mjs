// Which parts of Electron exist on which system, as Electron's own declarations say.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @typedef {{methods: Map<string, string[]>, events: Map<string, string[]>}} Limited what exists on some systems only */

/** On Windows it draws over the icon of the taskbar; the declarations do not say so. */
const alsoThere = { App: { setBadgeCount: 'win32' } };

/**
 * The members of each class and module that are marked with `@platform`.
 * @param {string} declarations the text of electron.d.ts
 * @returns {Map<string, Limited>} by the name of the type
 */
export function readPlatforms(declarations) {
  const types = new Map();
  let type = '';
  let platforms = null;
  for (const line of declarations.split('\n')) {
    const opened = /^ {2}(?:interface|class) (\w+)/.exec(line);
    const mark = /^ {5}\* @platform ([\w,]+)/.exec(line);
    const member = /^ {4}(?:static )?(\w+)\((?:event: '([\w-]+)')?/.exec(line);
    if (opened) type = opened[1];
    else if (/^ {4}\/\*\*/.test(line)) platforms = null;
    else if (mark) platforms = mark[1].split(',');
    else if (member && platforms) {
      const [, name, event] = member;
      if (!types.has(type)) types.set(type, { methods: new Map(), events: new Map() });
      const { methods, events } = types.get(type);
      if (event) events.set(event, platforms);
      else methods.set(name, [...platforms, alsoThere[type]?.[name]]);
      platforms = null;
    }
  }
  return types;
}

let known;
const nothing = { methods: new Map(), events: new Map() };

/** What of `app`, `BrowserWindow`, ... exists on some systems only. @param {string} api @returns {Limited} */
export function limitedParts(api) {
  known ??= readPlatforms(readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8'));
  const name = api.slice(api.lastIndexOf('.') + 1);
  return known.get(name[0].toUpperCase() + name.slice(1)) ?? nothing;
}
