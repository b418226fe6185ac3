import { EllipsisVertical, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RememberedAccount } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { IconButton } from '../../components/Button/Button.tsx';
import { Menu, MenuAction } from '../../components/Menu/Menu.tsx';
import { useStores } from '../../stores/context.tsx';
import styles from './LoginPage.module.css';

interface AccountListProps {
  accounts: RememberedAccount[];
  busy: boolean;
  onChoose(account: RememberedAccount): void;
}

/** The accounts that have signed in on this machine. */
export function AccountList({ accounts, busy, onChoose }: AccountListProps) {
  const { t } = useTranslation();
  return (
    <ul className={styles.accounts} aria-label={t('login.accounts')}>
      {accounts.map((account) => (
        <li key={`${account.server.fingerprint}:${account.account}`} className={styles.account}>
          <AccountButton account={account} busy={busy} onChoose={onChoose} />
          <AccountMenu account={account} />
        </li>
      ))}
    </ul>
  );
}

function AccountButton({
  account,
  busy,
  onChoose,
}: Omit<AccountListProps, 'accounts'> & { account: RememberedAccount }) {
  const { t } = useTranslation();
  const name = account.displayName || account.name;
  return (
    <button
      type="button"
      className={styles.open}
      disabled={busy}
      aria-label={t('login.openAccount', { name })}
      onClick={() => onChoose(account)}
    >
      <Avatar person={account} />
      <span className={styles.who}>
        <bdi>{name}</bdi>
        <small>
          {t(`login.access.${account.access}`)} · <bdi>{account.server.name}</bdi>
        </small>
      </span>
    </button>
  );
}

function AccountMenu({ account }: { account: RememberedAccount }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const label = t('login.options', { name: account.displayName || account.name });
  return (
    <Menu trigger={<IconButton label={label} hint={t('action.more')} icon={<EllipsisVertical size="1rem" />} />}>
      <MenuAction
        label={t('login.forget')}
        icon={<Trash2 size="1rem" aria-hidden="true" />}
        danger
        run={() => ui.getState().openDialog({ kind: 'forget-account', account })}
      />
    </Menu>
  );
}
