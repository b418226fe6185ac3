import { CircleUserRound, QrCode } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnPresence } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Menu, MenuAction, MenuChoice, MenuSeparator } from '../../components/Menu/Menu.tsx';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import { nameOf } from '../../model/names.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';
import styles from './Rail.module.css';

const presences = ['online', 'away', 'busy', 'invisible'] as const satisfies OwnPresence[];

/** One's own picture with what others see; leads to changing it. */
export function OwnMenu() {
  const { t } = useTranslation();
  const stores = useStores();
  const { openDialog, showSettings } = stores.ui.getState();
  const session = useSession((state) => state.session);
  const online = useSession(isOnline);
  if (!session) return null;
  const { profile, status } = session;
  const shown = online && status.presence !== 'invisible' ? status.presence : 'offline';
  const label = t('navigation.own', {
    name: nameOf(profile),
    presence: online ? t(`presence.${status.presence}`) : t('presence.offline'),
  });
  return (
    <Menu
      align="start"
      trigger={
        <OwnButton label={label} hint={nameOf(profile)}>
          <Avatar person={profile} presence={shown} />
        </OwnButton>
      }
    >
      <MenuChoice<OwnPresence>
        label={t('status.title')}
        value={status.presence}
        options={presences.map((value) => ({ value, label: t(`presence.${value}`) }))}
        onChange={(presence) => stores.inBackground(stores.session.getState().setStatus({ presence }))}
      />
      <MenuSeparator />
      <MenuAction
        label={t('settings.profile')}
        icon={<CircleUserRound size="1rem" aria-hidden="true" />}
        run={() => showSettings('profile')}
      />
      <MenuAction
        label={t('add.tab.mine')}
        icon={<QrCode size="1rem" aria-hidden="true" />}
        run={() => openDialog({ kind: 'add-friend', query: '', tab: 'mine' })}
      />
    </Menu>
  );
}

interface OwnButtonProps extends ComponentPropsWithRef<'button'> {
  label: string;
  hint: string;
}

function OwnButton({ label, hint, ...rest }: OwnButtonProps) {
  return (
    <Tooltip text={hint} side="right">
      <button type="button" {...rest} className={styles.own} aria-label={label} />
    </Tooltip>
  );
}
