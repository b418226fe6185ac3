import { useEffect, useState } from 'react';
import { pastedIn } from '../attach/offered.ts';

function pictureOf(files: File[]): File | undefined {
  return files.find((file) => file.type.startsWith('image/')) ?? files[0];
}

/** Takes a picture that is pasted, or dropped anywhere in the window. Tells whether one is being held over it. */
export function usePictureInput(onPicture: (picture: File) => void): boolean {
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const take = (event: Event, files: File[]) => {
      const picture = pictureOf(files);
      if (!picture) return;
      event.preventDefault();
      onPicture(picture);
    };
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData ? pastedIn(event.clipboardData) : []);
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = () => setOver(false);
    const drop = (event: DragEvent) => {
      setOver(false);
      take(event, [...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener('paste', paste);
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('paste', paste);
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onPicture]);

  return isOver;
}
