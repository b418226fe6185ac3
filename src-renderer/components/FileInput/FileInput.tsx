import type { ChangeEvent, Ref } from 'react';

interface FileInputProps {
  /** to click on: what is seen is a button beside it */
  ref: Ref<HTMLInputElement>;
  label: string;
  /** the types to offer; without it all */
  accept?: string;
  multiple?: boolean;
  onFiles(files: File[]): void;
}

/** Has files chosen by the system's dialog. */
export function FileInput({ ref, label, accept, multiple, onFiles }: FileInputProps) {
  function choose(event: ChangeEvent<HTMLInputElement>): void {
    onFiles([...(event.target.files ?? [])]);
    // the same file can be chosen again
    event.target.value = '';
  }

  return (
    <input
      ref={ref}
      className="visually-hidden"
      type="file"
      multiple={multiple}
      accept={accept}
      tabIndex={-1}
      aria-label={label}
      onChange={choose}
    />
  );
}
