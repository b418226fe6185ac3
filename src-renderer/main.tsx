import { connectBridge } from './bridge/connect.ts';
import { ShutOutError } from './bridge/shut-out.ts';
import { showShutOut, startWindow } from './start.tsx';
import type { Stores } from './stores/stores.ts';

let stores: Stores | undefined;

try {
  const core = await connectBridge({
    linked: (linked) => {
      stores?.ui.getState().setLinked(linked);
      if (linked) stores?.inBackground(stores.reload());
    },
    ended: () => {
      stores?.session.getState().applySession(undefined);
      void showShutOut(new ShutOutError('ended'));
    },
  });
  stores = await startWindow(core);
  window.addEventListener('pagehide', stores.abandon);
} catch (error) {
  await showShutOut(error);
}
