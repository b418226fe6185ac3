import { useEffect } from 'react';

/** A file that is dropped where nothing takes it would be opened in place of the page. */
export function useStrayFiles(): void {
  useEffect(() => {
    // whoever takes files has said so on the document, before the window hears of it
    const refuse = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
}
