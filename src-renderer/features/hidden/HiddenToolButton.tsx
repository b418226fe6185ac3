import { ScanEye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button/Button.tsx';
import { MenuAction } from '../../components/Menu/Menu.tsx';
import { useStores } from '../../stores/context.tsx';

/** The way to texts in pictures on this machine. */
export function HiddenToolButton() {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <Button look="quiet" onClick={() => ui.getState().openDialog({ kind: 'hidden-tool' })}>
      <ScanEye size="1.125rem" aria-hidden="true" />
      {t('hiddenTool.title')}
    </Button>
  );
}

/** The same as an entry of a menu. */
export function HiddenToolItem() {
  const { t } = useTranslation();
  const { ui } = useStores();
  return (
    <MenuAction
      label={t('hiddenTool.title')}
      icon={<ScanEye size="1rem" aria-hidden="true" />}
      run={() => ui.getState().openDialog({ kind: 'hidden-tool' })}
    />
  );
}
