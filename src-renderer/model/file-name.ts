/** Characters that Windows, macOS or Linux refuse in a file's name. */
const REFUSED = /[\p{Cc}\p{Cf}<>:"/\\|?*]/gu;

/** A name for a file about an account, such as `小红-10002.pem`. `what`, if any, comes first. */
export function fileNameFor({ name, account }: { name: string; account: number }, ending: string, what = ''): string {
  const parts = [what, name.replace(REFUSED, '_'), String(account)];
  return `${parts.filter((part) => part !== '').join('-')}.${ending}`;
}

/** The longest ending that is shown in full as one; what is longer ends in its last characters. */
const ENDING_MAX = 12;

/** A name to be shown in a narrow place: its beginning may be cut off, its ending is what the file is and stays. */
export function splitName(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.');
  const at = Math.max(dot > 0 ? dot : name.length, name.length - ENDING_MAX);
  const isEnding = dot > 0 && at > 0;
  return isEnding ? { stem: name.slice(0, at), ending: name.slice(at) } : { stem: name, ending: '' };
}

export type FileSort =
  | 'text'
  | 'table'
  | 'slides'
  | 'archive'
  | 'picture'
  | 'sound'
  | 'film'
  | 'code'
  | 'program'
  | 'other';

const endings: Record<Exclude<FileSort, 'other'>, string> = {
  text: 'txt md rtf doc docx odt pdf wps tex epub',
  table: 'xls xlsx ods csv tsv et',
  slides: 'ppt pptx odp key dps',
  archive: 'zip rar 7z tar gz bz2 xz zst iso',
  picture: 'png jpg jpeg gif webp avif heic heif tif tiff bmp svg psd',
  sound: 'mp3 wav flac ogg opus m4a aac wma mid',
  film: 'mp4 mkv mov avi webm wmv m4v flv',
  code: 'c h cpp hpp py java ts tsx jsx json xml html css go rs sql ipynb yml yaml toml m r',
  program: 'exe msi bat cmd com scr ps1 vbs js jar sh desktop app lnk url apk dmg deb rpm',
};

const sorts = new Map(
  Object.entries(endings).flatMap(([sort, list]) =>
    list.split(' ').map((ending) => [ending, sort as FileSort] as const),
  ),
);

/** What a file probably is, by its ending. */
export function fileSort(name: string): FileSort {
  return sorts.get(splitName(name).ending.slice(1).toLowerCase()) ?? 'other';
}
