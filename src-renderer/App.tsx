import { TooltipProvider } from './components/Tooltip/Tooltip.tsx';
import { LoginPage } from './features/login/LoginPage.tsx';
import { RegisterPage } from './features/register/RegisterPage.tsx';
import { ServerPage } from './features/server/ServerPage.tsx';
import { MainWindow } from './features/shell/MainWindow.tsx';
import { OpenDialog } from './features/shell/OpenDialog.tsx';
import { useDocument } from './features/shell/useDocument.ts';
import { StoresProvider, useSession, useUi } from './stores/context.tsx';
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
  return (
    <>
      <Page />
      <OpenDialog />
    </>
  );
}

function Page() {
  const isOpen = useSession((state) => state.session !== undefined);
  const hasServer = useSession((state) => state.server !== undefined);
  const authPage = useUi((state) => state.authPage);
  if (isOpen) return <MainWindow />;
  if (!hasServer || authPage === 'server') return <ServerPage />;
  return authPage === 'register' ? <RegisterPage /> : <LoginPage />;
}
