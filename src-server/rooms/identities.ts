import { type AccountId, OperationError, type RoomRecord } from '../../protocol/index.ts';
import { findIdentityKeys } from '../store/account-keys.ts';
import type { Reader } from '../store/database.ts';

interface Keyed {
  account: AccountId;
  identity: Uint8Array;
}

/**
 * A record names only keys that its accounts have enrolled: by others somebody could be put into a room that they can neither read
 * nor leave, or an admin could take the room out of its owner's hands.
 * @throws OperationError `malformed`
 */
export async function checkIdentities(db: Reader, record: RoomRecord): Promise<void> {
  const named = identitiesIn(record);
  if (named.length === 0) return;
  const accounts = named.map(({ account }) => account);
  const enrolled = await findIdentityKeys(db, accounts);
  const areTheirs = named.every(({ account, identity }) => enrolled.get(account)?.equals(identity));
  if (!areTheirs) throw new OperationError('malformed');
}

function identitiesIn({ author, action }: RoomRecord): Keyed[] {
  switch (action.kind) {
    case 'create':
    case 'join':
      return [{ account: author, identity: action.identity }];
    case 'add':
      return action.members;
    case 'rekey':
      return [action.member];
    default:
      return [];
  }
}
