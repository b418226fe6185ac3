import type { Offered } from '../../stores/staging.ts';

/** What was dropped: files, and folders by their names. To be asked while the event lasts. */
export function droppedIn(data: DataTransfer): Offered[] {
  return [...data.items].flatMap((item): Offered[] => {
    if (item.kind !== 'file') return [];
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) return [{ folder: entry.name }];
    const file = item.getAsFile();
    return file ? [file] : [];
  });
}

/** Files that were copied. Office programs put a picture of what is copied beside the text: the text is what is meant. */
export function pastedIn(data: DataTransfer): File[] {
  const isText = data.types.includes('text/plain') && data.types.includes('text/html');
  return isText ? [] : [...data.files];
}

export function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}
