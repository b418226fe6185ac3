export type Language = 'zh-CN' | 'en';

/** Choices of this installation, the same for every account on it. */
export interface Settings {
  language: Language | 'system';
  theme: 'light' | 'dark' | 'system';
  sendKey: 'enter' | 'ctrl-enter';
  /** per cent: 80 to 150 */
  scale: number;
  /** tell others when one is typing */
  typing: boolean;
  /** tell friends what one has read, and see what they have */
  readReceipts: boolean;
  /** a nudge shakes the window */
  nudges: boolean;
  /** show texts in the size and colour their writers chose */
  textStyles: boolean;
  /** minutes without activity after which the account is locked; 0 is never */
  lockAfter: LockAfter;
  /** MiB of pictures, voice messages and stickers that are kept here, encrypted */
  cacheLimit: CacheLimit;
}

export const cacheLimits = [256, 1024, 4096, 16_384] as const;
export type CacheLimit = (typeof cacheLimits)[number];

export const lockAfterMinutes = [0, 5, 15, 60] as const;
export type LockAfter = (typeof lockAfterMinutes)[number];

/** What holds until the person chooses. */
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  sendKey: 'enter',
  scale: 100,
  typing: true,
  readReceipts: true,
  nudges: true,
  textStyles: true,
  lockAfter: 15,
  cacheLimit: 1024,
};
