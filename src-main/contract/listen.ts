import type { CoreApi } from './core.ts';
import type { EventName, Events } from './events.ts';

/** Hears one kind of event from now on; returns what ends it. */
export function listenTo<N extends EventName>(core: CoreApi, name: N, heard: (value: Events[N]) => void): () => void {
  return core.listen((each, value) => {
    if ((each as EventName) === name) heard(value as Events[EventName] as Events[N]);
  });
}
