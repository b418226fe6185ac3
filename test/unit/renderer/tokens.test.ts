import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textColours } from '../../../src-main/contract/model.ts';
import { AVATAR_HUES } from '../../../src-renderer/model/names.ts';

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/tokens.css'), 'utf8');

function coloursOf(theme: 'light' | 'dark'): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['window', 'list', 'chat', 'panel', 'raised', 'field', 'hover'];
const avatars = Array.from({ length: AVATAR_HUES }, (_, hue) => `avatar-${hue}`);

/** Text colours and what they stand on. */
const texts: [string, string[]][] = [
  ['text', [...surfaces, 'selected']],
  ['text-soft', [...surfaces, 'selected']],
  ['text-faint', surfaces],
  ['accent-text', ['list', 'chat', 'panel', 'raised', 'accent-soft', 'segment', 'selected']],
  ['danger-text', ['list', 'chat', 'panel', 'raised', 'hover', 'danger-soft']],
  ['warning-text', ['warning-soft']],
  ['success-text', ['panel', 'success-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger', 'danger-hover']],
  ['on-avatar', avatars],
  ['bubble-text', ['bubble-own', 'bubble-other']],
  ['accent-text', ['bubble-own', 'bubble-other']],
  ...textColours.map((colour): [string, string[]] => [
    `ink-${colour}`,
    ['bubble-own', 'bubble-other', 'panel', 'raised'],
  ]),
  ...avatars.map((_, hue): [string, string[]] => [`name-${hue}`, ['chat']]),
  ['rail-text', ['rail-back']],
  ['rail-text-selected', ['rail-selected', 'rail-hover']],
];

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colours = coloursOf(theme);
  const pairs = texts.flatMap(([text, backs]) => backs.map((back) => [text, back] as const));

  it.each(pairs)('can be read: %s on %s', (text, back) => {
    expect(contrast(colours.get(text) ?? '', colours.get(back) ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['border-field', 'focus'])('can be seen: %s', (line) => {
    expect(contrast(colours.get(line) ?? '', colours.get('panel') ?? '')).toBeGreaterThanOrEqual(3);
  });
});
