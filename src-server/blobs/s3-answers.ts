import { z } from 'zod';

/** What a bucket has, in the order of the names; a page of it. */
export interface Listing {
  objects: { key: string; size: number }[];
  /** beginnings that several names share, up to the delimiter */
  prefixes: string[];
  /** where the next page begins; undefined after the last one */
  next: string | undefined;
}

const Size = z.coerce.number().int().min(0);

/** Reads the answer to ListObjectsV2. @throws ZodError when it is none */
export function readListing(xml: string): Listing {
  const objects = elements(xml, 'Contents').map((object) => ({
    key: textOf(object, 'Key') ?? '',
    size: Size.parse(textOf(object, 'Size')),
  }));
  const prefixes = elements(xml, 'CommonPrefixes').map((common) => textOf(common, 'Prefix') ?? '');
  return { objects, prefixes, next: textOf(xml, 'NextContinuationToken') };
}

/** The code of an error, wherever in an answer it stands: also an answer that began well may hold one. */
export function readErrorCode(xml: string): string | undefined {
  const [error] = elements(xml, 'Error');
  return error && textOf(error, 'Code');
}

/** The body of DeleteObjects: answered with failures only. */
export function deletionOf(keys: readonly string[]): string {
  const objects = keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`).join('');
  return `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
}

// Of XML these answers use elements without attributes, which do not hold themselves, and text: no parser is needed.

function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'));
  return Array.from(found, ([, content = '']) => content);
}

function textOf(xml: string, name: string): string | undefined {
  const [text] = elements(xml, name);
  return text === undefined || text === '' ? undefined : plain(text);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hexadecimal, decimal, name) => {
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
