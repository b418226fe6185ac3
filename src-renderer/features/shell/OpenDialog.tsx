import { useUi } from '../../stores/context.tsx';
import { AddFriendDialog } from '../contacts/AddFriendDialog.tsx';
import { RemoveFriendDialog } from '../contacts/RemoveFriendDialog.tsx';
import { ForgetAccountDialog } from '../login/ForgetAccountDialog.tsx';
import { KeyMapDialog } from '../settings/KeyMapDialog.tsx';
import { LogoutDialog } from '../settings/LogoutDialog.tsx';

/** The one dialog above the window. */
export function OpenDialog() {
  const dialog = useUi((state) => state.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add-friend':
      return <AddFriendDialog initialQuery={dialog.query} />;
    case 'remove-friend':
      return <RemoveFriendDialog account={dialog.account} name={dialog.name} />;
    case 'forget-account':
      return <ForgetAccountDialog account={dialog.account} />;
    case 'logout':
      return <LogoutDialog />;
    case 'key-map':
      return <KeyMapDialog />;
  }
}
