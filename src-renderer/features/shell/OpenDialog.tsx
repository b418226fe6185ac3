import { useUi } from '../../stores/context.tsx';
import { AddDialog } from '../add/AddDialog.tsx';
import { AttachDialog } from '../attach/AttachDialog.tsx';
import { BroadcastDialog } from '../broadcast/BroadcastDialog.tsx';
import { DeleteMessagesDialog } from '../chat/DeleteMessagesDialog.tsx';
import { ForwardDialog } from '../chat/ForwardDialog.tsx';
import { MergedDialog } from '../chat/MergedDialog.tsx';
import { NoticeDialog } from '../chat/NoticeDialog.tsx';
import { RecallDialog } from '../chat/RecallDialog.tsx';
import { ClearChatDialog } from '../chats/ClearChatDialog.tsx';
import { BlockDialog } from '../contacts/BlockDialog.tsx';
import { DeleteGroupDialog } from '../contacts/DeleteGroupDialog.tsx';
import { NameGroupDialog } from '../contacts/NameGroupDialog.tsx';
import { RemoveFriendDialog } from '../contacts/RemoveFriendDialog.tsx';
import { DeleteFileDialog } from '../files/DeleteFileDialog.tsx';
import { HiddenTextDialog } from '../hidden/HiddenTextDialog.tsx';
import { HiddenToolDialog } from '../hidden/HiddenToolDialog.tsx';
import { ForgetAccountDialog } from '../login/ForgetAccountDialog.tsx';
import { Viewer } from '../media/Viewer.tsx';
import { RecoveryCodeDialog } from '../recovery/RecoveryCodeDialog.tsx';
import { CreateRoomDialog } from '../rooms/CreateRoomDialog.tsx';
import { MemberStepDialog } from '../rooms/MemberStepDialog.tsx';
import { RoomDialog } from '../rooms/RoomDialog.tsx';
import { RoomStepDialog } from '../rooms/RoomStepDialog.tsx';
import { CertificateDialog } from '../security/CertificateDialog.tsx';
import { ChangePasswordDialog } from '../security/ChangePasswordDialog.tsx';
import { DeleteAccountDialog } from '../security/DeleteAccountDialog.tsx';
import { RemoveDeviceDialog } from '../security/RemoveDeviceDialog.tsx';
import { KeyMapDialog } from '../settings/KeyMapDialog.tsx';
import { LogoutDialog } from '../settings/LogoutDialog.tsx';
import { AcceptKeysDialog } from '../trust/AcceptKeysDialog.tsx';
import { SafetyDialog } from '../trust/SafetyDialog.tsx';
import { ReplaceRecordingDialog } from '../voice/ReplaceRecordingDialog.tsx';

/** The one dialog above the window. */
export function OpenDialog() {
  const dialog = useUi((state) => state.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add-friend':
      return <AddDialog query={dialog.query} tab={dialog.tab} />;
    case 'create-room':
      return <CreateRoomDialog members={dialog.members ?? []} />;
    case 'broadcast':
      return <BroadcastDialog />;
    case 'room':
      return <RoomDialog room={dialog.room} what={dialog.what} />;
    case 'room-step':
      return <RoomStepDialog room={dialog.room} step={dialog.step} />;
    case 'member-step':
      return <MemberStepDialog {...dialog} />;
    case 'block':
      return <BlockDialog account={dialog.account} name={dialog.name} />;
    case 'name-group':
      return <NameGroupDialog from={dialog.from} account={dialog.account} />;
    case 'delete-group':
      return <DeleteGroupDialog name={dialog.name} />;
    case 'delete-account':
      return <DeleteAccountDialog />;
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
    case 'forward':
      return <ForwardDialog messages={dialog.messages} merged={dialog.merged} />;
    case 'merged':
      return <MergedDialog merged={dialog.merged} />;
    case 'recall':
      return <RecallDialog message={dialog.message} />;
    case 'delete-messages':
      return <DeleteMessagesDialog messages={dialog.messages} />;
    case 'clear-chat':
      return <ClearChatDialog chat={dialog.chat} name={dialog.name} />;
    case 'room-notice':
      return <NoticeDialog room={dialog.room} />;
    case 'attach':
      return <AttachDialog chat={dialog.chat} />;
    case 'viewer':
      return <Viewer chat={dialog.chat} message={dialog.message} />;
    case 'hidden-text':
      return <HiddenTextDialog message={dialog.message} />;
    case 'hidden-tool':
      return <HiddenToolDialog />;
    case 'delete-file':
      return <DeleteFileDialog file={dialog.file} />;
    case 'replace-recording':
      return <ReplaceRecordingDialog chat={dialog.chat} name={dialog.name} />;
    case 'key-map':
      return <KeyMapDialog />;
  }
}
