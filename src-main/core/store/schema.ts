import type { Generated, Selectable } from 'kysely';
import type { AccountId, MessageId, Sex, Timestamp } from '../../../protocol/index.ts';
import type { ContactRequest, MessageState, SendProblem } from '../../contract/model.ts';

/** The rows of one account's history database. Changes come as a new migration. */
export interface Schema {
  person: PersonTable;
  contact: ContactTable;
  request: RequestTable;
  conversation: ConversationTable;
  message: MessageTable;
  receipt: ReceiptTable;
}

/** Everyone this account has had to do with, as last known; one row is the account itself. */
interface PersonTable {
  account: AccountId;
  name: string;
  display_name: string;
  sex: Sex | null;
  age: number | null;
  signature: string;
}
export type PersonRow = Selectable<PersonTable>;

interface ContactTable {
  account: AccountId;
  since: Timestamp;
}

interface RequestTable {
  account: AccountId;
  direction: ContactRequest['direction'];
  greeting: string;
  time: Timestamp;
  state: ContactRequest['state'];
}

interface ConversationTable {
  account: AccountId;
  draft: Generated<string>;
  /** `message.place` of the last message the person has seen; the unread are counted from it */
  read_up_to: Generated<number>;
}

interface MessageTable {
  /** rises over all conversations */
  place: Generated<number>;
  id: MessageId;
  conversation: AccountId;
  own: 0 | 1;
  text: string;
  sent_at: Timestamp;
  state: MessageState;
  problem: SendProblem | null;
}
export type MessageRow = Selectable<MessageTable>;

/** Received messages whose sender has not been told yet that they are stored here. */
interface ReceiptTable {
  account: AccountId;
  message: MessageId;
}
