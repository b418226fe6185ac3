import { Download } from 'lucide-react';
import { Button } from '../Button/Button.tsx';

interface SaveButtonProps {
  label: string;
  fileName: string;
  text: string;
  /** media type */
  type: string;
}

/** Saves a text as a file, where the person or their browser keeps such files. */
export function SaveButton({ label, fileName, text, type }: SaveButtonProps) {
  function save(): void {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <Button onClick={save}>
      <Download size="1rem" aria-hidden="true" />
      {label}
    </Button>
  );
}
