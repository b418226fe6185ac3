import { ContractError } from '../../src-main/contract/errors.ts';

/** Copies a text. @throws ContractError `clipboard` when the system does not let us */
export async function copyToClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new ContractError('clipboard');
  }
}

/** Copies a picture that the page can show; of one that moves, its first frame. @throws ContractError `clipboard` */
export async function copyPicture(url: string): Promise<void> {
  try {
    // the promise goes in as it is: some systems allow it only at once after the key or click
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(url) })]);
  } catch {
    throw new ContractError('clipboard');
  }
}

/** The one sort of picture that every system's clipboard takes. */
async function pngOf(url: string): Promise<Blob> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
