import { connectBridge } from './bridge/connect.ts';
import { showBridgeFailure, startWindow } from './start.tsx';

let onLink: (linked: boolean) => void = () => undefined;

try {
  const core = await connectBridge((linked) => onLink(linked));
  const stores = await startWindow(core);
  window.addEventListener('pagehide', stores.abandon);
  onLink = (linked) => {
    stores.ui.getState().setLinked(linked);
    if (linked) stores.inBackground(stores.reload());
  };
} catch (error) {
  await showBridgeFailure(error);
}
