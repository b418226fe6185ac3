import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MenuItem } from '../../components/Menu/Menu.tsx';
import type { SystemMessage } from '../../model/lines.ts';
import { useStores } from '../../stores/context.tsx';

/** What can be done with a line that is no text. */
export function useLineMenu({ id }: SystemMessage): MenuItem[] {
  const { t } = useTranslation();
  const { ui } = useStores();
  return [
    {
      label: t('messageAction.delete'),
      icon: <Trash2 size="1rem" aria-hidden="true" />,
      danger: true,
      run: () => ui.getState().openDialog({ kind: 'delete-messages', messages: [id] }),
    },
  ];
}
