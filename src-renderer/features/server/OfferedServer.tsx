import type { MovedServer } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useStores } from '../../stores/context.tsx';
import { ServerMoved } from './ServerMoved.tsx';

/** Asks about the address of a link that the program was started with. */
export function OfferedServer({ server }: { server: MovedServer }) {
  const { session } = useStores();
  const task = useTask();
  return (
    <ServerMoved
      server={server}
      task={task}
      onMove={() => void task.run(() => session.getState().trust(server, { moved: true }))}
      onKeep={() => void task.run(() => session.getState().keepAddress())}
    />
  );
}
