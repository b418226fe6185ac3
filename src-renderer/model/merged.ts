import type { MergedItem } from '../../src-main/contract/model.ts';

/** The messages that were forwarded as one, each with its place. */
export function placed(items: MergedItem[]): (MergedItem & { place: number })[] {
  return items.map((item, place) => ({ ...item, place }));
}
