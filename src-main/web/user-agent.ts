import type { BrowserName, SystemName, UserAgent } from '../contract/browsers.ts';

/** Most browsers say that they are some others, too: those come later. */
const browsers: readonly [RegExp, BrowserName][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly [RegExp, SystemName][] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Reads a User-Agent header. Whoever sends it chooses what it says, so that only known names come out of it. */
export function readUserAgent(header = ''): UserAgent {
  const browser = browsers.find(([pattern]) => pattern.test(header))?.[1];
  const system = systems.find(([pattern]) => pattern.test(header))?.[1];
  return { ...(browser && { browser }), ...(system && { system }) };
}
