import { TooltipProvider } from './components/Tooltip/Tooltip.tsx';
import { ForgotPage } from './features/forgot/ForgotPage.tsx';
import { LockScreen } from './features/login/LockScreen.tsx';
import { LoginPage } from './features/login/LoginPage.tsx';
import { TroublePage } from './features/login/TroublePage.tsx';
import { RecoveryPage } from './features/recovery/RecoveryPage.tsx';
import { RegisterPage } from './features/register/RegisterPage.tsx';
import { OfferedServer } from './features/server/OfferedServer.tsx';
import { ServerPage } from './features/server/ServerPage.tsx';
import { EndedDialog } from './features/shell/EndedDialog.tsx';
import { MainWindow } from './features/shell/MainWindow.tsx';
import { OpenDialog } from './features/shell/OpenDialog.tsx';
import { useActivity } from './features/shell/useActivity.ts';
import { useDocument } from './features/shell/useDocument.ts';
import { useStrayFiles } from './features/shell/useStrayFiles.ts';
import { StoresProvider, useSession, useUi } from './stores/context.tsx';
import { lockedAccount } from './stores/session.ts';
import type { Stores } from './stores/stores.ts';

export function App({ stores }: { stores: Stores }) {
  return (
    <StoresProvider stores={stores}>
      <TooltipProvider>
        <Window />
      </TooltipProvider>
    </StoresProvider>
  );
}

function Window() {
  useDocument();
  useStrayFiles();
  return (
    <>
      <Page />
      <OpenDialog />
    </>
  );
}

function Page() {
  const isOpen = useSession((state) => state.session !== undefined);
  const trouble = useSession((state) => state.trouble);
  const locked = useSession(lockedAccount);
  if (isOpen) return <OpenAccount />;
  if (trouble) return <TroublePage trouble={trouble} />;
  return locked ? <LockScreen account={locked} /> : <WayIn />;
}

function WayIn() {
  const hasServer = useSession((state) => state.server !== undefined);
  const authPage = useUi((state) => state.authPage);
  const moved = useSession((state) => state.movedServer);
  if (moved) return <OfferedServer server={moved} />;
  if (!hasServer || authPage === 'server') return <ServerPage />;
  switch (authPage) {
    case 'login':
      return <LoginPage />;
    case 'register':
      return <RegisterPage />;
    case 'forgot':
      return <ForgotPage />;
  }
}

function OpenAccount() {
  const asksRecovery = useSession((state) => state.asksRecovery && state.session?.isRecoveryConfirmed === false);
  const connection = useSession((state) => state.session?.connection);
  useActivity();
  return (
    <>
      {asksRecovery ? <RecoveryPage /> : <MainWindow />}
      {connection?.state === 'ended' && <EndedDialog connection={connection} />}
    </>
  );
}
