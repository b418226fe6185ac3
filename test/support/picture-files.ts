import sharp, { type Sharp } from 'sharp';

/** What must not be left in any picture that is sent; also looked for as UTF-16, and packed. */
export const SECRET = 'SECRET-48.1374N-11.5755E';

/** Red, green, blue and white in the corners of a picture, in reading order. */
export const corners = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'] as const;

/** A picture of four fields. */
export function fourFields(width = 64, height = 32): Sharp {
  const [w, h] = [width / 2, height / 2];
  const field = (background: string) => ({ create: { width: w, height: h, channels: 3 as const, background } });
  return sharp({ create: { width, height, channels: 3, background: '#000' } })
    .composite(
      corners.map((background, at) => ({ input: field(background), left: (at % 2) * w, top: Math.floor(at / 2) * h })),
    )
    .png();
}

/** The same with metadata of every sort that the format has. */
export async function withSecrets(picture: Sharp, orientation = 1): Promise<Sharp> {
  return sharp(await picture.toBuffer())
    .withExif({
      IFD0: { Artist: SECRET },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 14/1', GPSMapDatum: SECRET },
    })
    .withXmp(`<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
    .withMetadata({ orientation });
}

/** Three frames of one colour each, 64 x 48. */
export async function animation(): Promise<Sharp> {
  const frames = ['red', 'green', 'blue'].map((background) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } });
}

/** Random samples: nothing makes such a picture small. */
export function noise(width: number, height: number): Sharp {
  const samples = Buffer.allocUnsafe(width * height * 3);
  let state = 1;
  for (let at = 0; at < samples.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    samples[at] = state >>> 24;
  }
  return sharp(samples, { raw: { width, height, channels: 3 } });
}
