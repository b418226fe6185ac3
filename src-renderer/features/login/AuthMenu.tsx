import { Server, Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { Menu, MenuAction, MenuChoice, MenuSeparator } from '../../components/Menu/Menu.tsx';
import { useSession, useStores } from '../../stores/context.tsx';
import { useAppearance } from '../settings/useAppearance.ts';

/** The gear of the login page: server, language, appearance. */
export function AuthMenu() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { language, theme } = useAppearance();
  const isHeldBack = useSession((state) => state.locked !== undefined || state.trouble !== undefined);
  return (
    <Menu trigger={<IconButton label={t('server.menu')} icon={<Settings size="1.125rem" />} />}>
      {!isHeldBack && (
        <>
          <MenuAction
            label={t('server.change')}
            icon={<Server size="1rem" aria-hidden="true" />}
            run={() => ui.getState().showAuth('server')}
          />
          <MenuSeparator />
        </>
      )}
      <MenuChoice {...language} />
      <MenuSeparator />
      <MenuChoice {...theme} />
    </Menu>
  );
}
