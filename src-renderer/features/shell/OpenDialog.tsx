import { useUi } from '../../stores/context.tsx';
import { AddFriendDialog } from '../contacts/AddFriendDialog.tsx';
import { RemoveFriendDialog } from '../contacts/RemoveFriendDialog.tsx';
import { ForgetAccountDialog } from '../login/ForgetAccountDialog.tsx';
import { RecoveryCodeDialog } from '../recovery/RecoveryCodeDialog.tsx';
import { CertificateDialog } from '../security/CertificateDialog.tsx';
import { ChangePasswordDialog } from '../security/ChangePasswordDialog.tsx';
import { RemoveDeviceDialog } from '../security/RemoveDeviceDialog.tsx';
import { KeyMapDialog } from '../settings/KeyMapDialog.tsx';
import { LogoutDialog } from '../settings/LogoutDialog.tsx';
import { AcceptKeysDialog } from '../trust/AcceptKeysDialog.tsx';
import { SafetyDialog } from '../trust/SafetyDialog.tsx';

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
    case 'safety':
      return <SafetyDialog account={dialog.account} name={dialog.name} />;
    case 'accept-keys':
      return <AcceptKeysDialog account={dialog.account} name={dialog.name} />;
    case 'change-password':
      return <ChangePasswordDialog />;
    case 'recovery-code':
      return <RecoveryCodeDialog />;
    case 'certificate':
      return <CertificateDialog />;
    case 'remove-device':
      return <RemoveDeviceDialog device={dialog.device} />;
    case 'key-map':
      return <KeyMapDialog />;
  }
}
