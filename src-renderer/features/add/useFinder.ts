import { useCallback, useState } from 'react';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { PersonLink, Profile, Relation, RoomSighting } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isPersonLink } from '../../model/address.ts';
import { useStores } from '../../stores/context.tsx';
import type { Stores } from '../../stores/stores.ts';

/** What there is by a name or number, or behind a link. */
export type Found =
  | { by: 'words'; query: string; people: { profile: Profile; relation: Relation }[]; room: RoomSighting | undefined }
  | { by: 'link'; link: string; person: PersonLink };

/** Looks for people and rooms at once. */
export function useFinder() {
  const stores = useStores();
  const [found, setFound] = useState<Found>();
  const { busy, failure, run } = useTask();

  const find = useCallback(
    (query: string) =>
      run(async () => {
        setFound(undefined);
        setFound(isPersonLink(query) ? await byLink(stores, query) : await byWords(stores, query));
      }),
    [stores, run],
  );

  return { found, busy, failure, find };
}

async function byLink({ contacts }: Stores, link: string): Promise<Found> {
  return { by: 'link', link, person: await contacts.getState().readLink(link) };
}

async function byWords(stores: Stores, query: string): Promise<Found> {
  const [people, room] = await Promise.all([stores.contacts.getState().search(query), roomBy(stores, query)]);
  return { by: 'words', query, people, room };
}

async function roomBy({ rooms }: Stores, query: string): Promise<RoomSighting | undefined> {
  try {
    return await rooms.getState().find(query);
  } catch (error) {
    if (error instanceof ContractError && error.code === 'not-found') return undefined;
    throw error;
  }
}
