/** Pictures and sounds for the in-memory core, as addresses that a page shows and plays. */

function svgUrl(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export interface Scene {
  width: number;
  height: number;
  /** degrees on the colour wheel */
  hue: number;
}

/** Hills under a sky: something to look at that differs with the hue. */
export function landscape({ width, height, hue }: Scene): string {
  const colour = (lightness: number, turn = 0) => `hsl(${hue + turn} 55% ${lightness}%)`;
  return svgUrl(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">
      <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${colour(62)}"/><stop offset="1" stop-color="${colour(92, 40)}"/></linearGradient>
      <rect width="100" height="100" fill="url(#sky)"/>
      <circle cx="72" cy="28" r="9" fill="${colour(96, 40)}"/>
      <path d="M0 72 22 44 40 62 60 36 100 70V100H0Z" fill="${colour(46, 10)}"/>
      <path d="M0 82 Q25 62 52 78T100 76V100H0Z" fill="${colour(32, 20)}"/>
      <path d="M0 92 Q40 80 100 92V100H0Z" fill="${colour(22, 30)}"/>
    </svg>`,
  );
}

const moods = {
  glad: '<path d="M34 60Q50 80 66 60" fill="none" stroke="#3a2a12" stroke-width="5" stroke-linecap="round"/>',
  sad: '<path d="M34 70Q50 54 66 70" fill="none" stroke="#3a2a12" stroke-width="5" stroke-linecap="round"/>',
  surprised: '<ellipse cx="50" cy="66" rx="8" ry="10" fill="#3a2a12"/>',
};

export type Mood = keyof typeof moods;

/** A cat's face on a transparent ground. */
export function catSticker(mood: Mood, hue: number): string {
  const fur = `hsl(${hue} 80% 68%)`;
  return svgUrl(
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320" viewBox="0 0 100 100">
      <path d="M16 44 20 8 42 24M84 44 80 8 58 24" fill="${fur}" stroke="#fff" stroke-width="3" stroke-linejoin="round"/>
      <circle cx="50" cy="54" r="40" fill="${fur}" stroke="#fff" stroke-width="3"/>
      <circle cx="35" cy="46" r="5" fill="#3a2a12"/><circle cx="65" cy="46" r="5" fill="#3a2a12"/>${moods[mood]}
    </svg>`,
  );
}

const RATE = 4000;

/** A tone that comes and goes: 8-bit PCM in a WAV. */
export function tone(durationMs: number): string {
  const count = Math.round((durationMs / 1000) * RATE);
  const bytes = new Uint8Array(44 + count);
  const view = new DataView(bytes.buffer);
  const write = (at: number, word: string) => bytes.set(new TextEncoder().encode(word), at);
  write(0, 'RIFF');
  view.setUint32(4, 36 + count, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, 'data');
  view.setUint32(40, count, true);
  for (let at = 0; at < count; at++) {
    const loudness = 40 * Math.sin((Math.PI * at) / RATE) ** 2;
    bytes[44 + at] = 128 + Math.round(loudness * Math.sin((2 * Math.PI * 330 * at) / RATE));
  }
  return bytesUrl('audio/wav', bytes);
}

/** What speech looks like. */
export function speechWaveform(seed: number): number[] {
  return Array.from({ length: 64 }, (_, index) => {
    const syllable = Math.abs(Math.sin(index * 0.9 + seed) * Math.cos(index * 0.23 + seed * 2));
    return Math.round(12 + 240 * syllable ** 1.3);
  });
}

export function bytesUrl(type: string, bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  return `data:${type};base64,${btoa(characters.join(''))}`;
}
