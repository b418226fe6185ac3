import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HIDDEN_TEXT_LIMIT } from '../../../src-main/contract/attachment.ts';
import { Hider } from '../../../src-main/core/hidden-text/hider.ts';
import { chunk, pngFile } from '../../support/png-files.ts';

const text = 'Wir treffen uns um acht. 八点见。🙂';
const carrier = pngFile({ width: 60, height: 50, colourType: 2, depth: 8 });

function startHider(): Hider {
  const hider = new Hider();
  onTestFinished(() => hider.close());
  return hider;
}

function notHidden(problem: string) {
  return expect.objectContaining({ code: 'not-hidden', details: { problem } });
}

describe('Hider', () => {
  it('says how much a PNG can hide, or why nothing', async () => {
    const hider = startHider();
    expect(await hider.capacity(carrier)).toEqual({ capacity: (60 * 50 * 3) / 8 - 52 });
    const base = { width: 20, height: 20, colourType: 2, depth: 8 };
    const refused = [
      ['not-png', Buffer.from('GIF89a')],
      ['broken', carrier.subarray(0, 200)],
      ['interlaced', pngFile({ ...base, interlace: 1 })],
      ['animated', pngFile({ ...base, beforeData: [chunk('acTL', Buffer.alloc(8))] })],
      ['palette', pngFile({ ...base, colourType: 3 })],
      ['few-shades', pngFile({ ...base, colourType: 0, depth: 4 })],
    ] as const;
    for (const [problem, png] of refused) {
      expect(await hider.capacity(png)).toEqual({ problem });
      await expect(hider.hide({ png, text })).rejects.toThrow(notHidden(problem));
      await expect(hider.reveal({ png })).rejects.toThrow(notHidden(problem));
    }
  });

  it('hides and finds several texts at the same time', async () => {
    const hider = startHider();
    const key = randomBytes(32);
    const secrets = [{}, { key }, { password: 'acht' }, { key, password: 'acht' }, { password: '' }];
    const found = secrets.map(async (secret, index) => {
      const png = await hider.hide({ png: carrier, text: text + index, ...secret });
      return hider.reveal({ png, ...secret });
    });
    expect(await Promise.all(found)).toEqual(secrets.map((_, index) => text + index));
  });

  it('finds nothing for another password or key', async () => {
    const hider = startHider();
    const key = randomBytes(32);
    const png = await hider.hide({ png: carrier, text, password: 'acht', key });
    expect(await hider.reveal({ png, password: 'neun', key })).toBeUndefined();
    expect(await hider.reveal({ png, password: 'acht', key: randomBytes(32) })).toBeUndefined();
    expect(await hider.reveal({ png, password: 'acht' })).toBeUndefined();
    expect(await hider.reveal({ png: carrier, password: 'acht', key })).toBeUndefined();
  });

  it('refuses a text that is too long, and one that is no text', async () => {
    const hider = startHider();
    await expect(hider.hide({ png: carrier, text: 'x'.repeat(1074) })).rejects.toThrow(notHidden('too-long'));
    await expect(hider.hide({ png: carrier, text: 'x'.repeat(HIDDEN_TEXT_LIMIT + 1) })).rejects.toThrow(
      notHidden('too-long'),
    );
    await expect(hider.hide({ png: carrier, text: '\ud800' })).rejects.toThrow(notHidden('malformed'));
    expect(await hider.reveal({ png: await hider.hide({ png: carrier, text: 'x'.repeat(1073) }) })).toHaveLength(1073);
  });

  it('leaves what it was given as it is', async () => {
    const hider = startHider();
    const [png, key] = [Buffer.from(carrier), randomBytes(32)];
    const before = Buffer.from(key);
    await hider.hide({ png, text, key });
    expect(png).toEqual(carrier);
    expect(key).toEqual(before);
  });

  it('gives up what is under way when it is closed', async () => {
    const hider = new Hider();
    const cancelled = [hider.hide({ png: carrier, text, password: 'acht' }), hider.capacity(carrier)].map((work) =>
      expect(work).rejects.toThrow(expect.objectContaining({ code: 'cancelled' })),
    );
    await hider.close();
    await Promise.all(cancelled);
    await expect(hider.reveal({ png: carrier })).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
  });
});
