import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { Texts } from '../texts.ts';

/** What can be done with the text under the pointer. */
export function editItems(
  { isEditable, editFlags, selectionText }: Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText'>,
  labels: Texts['edit'],
): MenuItemConstructorOptions[] {
  const copy = { role: 'copy', label: labels.copy } as const;
  if (!isEditable) return selectionText.trim() !== '' && editFlags.canCopy ? [copy] : [];
  return [
    ...(editFlags.canCut ? [{ role: 'cut', label: labels.cut } as const] : []),
    ...(editFlags.canCopy ? [copy] : []),
    ...(editFlags.canPaste ? [{ role: 'paste', label: labels.paste } as const] : []),
    ...(editFlags.canSelectAll ? [{ role: 'selectAll', label: labels.selectAll } as const] : []),
  ];
}
