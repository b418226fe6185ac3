import { OperationError, type Profile } from '../../protocol/index.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountId } from '../contract/model.ts';
import type { Core } from './core.ts';
import type { Family } from './handler.ts';
import { ownLink, readLink, requestByLink } from './person-links.ts';
import { deleteGroup, type NotesChange, nameGroup, setGroup, setRemark } from './vault-notes.ts';

export const contactHandlers: Family<'contacts'> = {
  'contacts.list': ({ account }) => account.contacts.list(),
  'contacts.search': async ({ account }, { query }) => {
    if (query.trim() === '') return [];
    return (await account.channel.request('contact.search', { query: query.trim() })).results;
  },
  'contacts.requests': ({ account }) => account.contacts.requests(),
  'contacts.request': async ({ account }, request) => {
    const reply = await account.channel.request('contact.request', request);
    if (reply.state === 'requested') await account.contacts.refreshRequests(account.channel);
    return reply;
  },
  'contacts.answer': async ({ account }, { account: id, answer }) => {
    try {
      await account.channel.request('contact.answer', { account: id, answer });
    } catch (error) {
      // withdrawn: nobody is told of that
      if (error instanceof OperationError && error.is('not-found')) {
        await account.contacts.refreshRequests(account.channel);
      }
      throw error;
    }
    if (answer === 'accept') return;
    account.contacts.answered(id, 'incoming', answer === 'refuse' ? 'refused' : 'later');
  },
  'contacts.remove': async ({ account, now }, { account: id, clearHistory }) => {
    await account.channel.request('contact.remove', { account: id });
    account.contacts.removed(id);
    if (!clearHistory) return;
    account.messages.drop(id);
    await account.store.run('deleteConversation', { id, at: now() });
    account.attachments.tidy();
    account.changes.conversationRemoved(id);
  },

  'contacts.block': async ({ account }, { account: id, blocked }) => {
    await account.channel.request('contact.block', { account: id, blocked });
    if (!blocked) return;
    account.contacts.removed(id);
    await account.contacts.refreshRequests(account.channel);
  },
  'contacts.blocked': ({ account }) => fetchBlocked(account),

  'contacts.setRemark': (core, { account, remark }) => changeNote(core, account, setRemark(account, remark)),
  'contacts.setGroup': (core, { account, group }) => changeNote(core, account, setGroup(account, group)),
  'contacts.groups': ({ open }) => open.secrets.notes.groups,
  'contacts.nameGroup': (core, { from, name }) => changeNotes(core, nameGroup(from, name)),
  'contacts.deleteGroup': (core, { name }) => changeNotes(core, deleteGroup(name)),

  'contacts.address': async ({ account }, { account: id }) => {
    try {
      return await account.channel.request('contact.address', { account: id });
    } catch (error) {
      if (error instanceof OperationError && error.is('not-found')) return undefined;
      throw error;
    }
  },
  'contacts.ownLink': ({ open }) => ({ link: ownLink(open) }),
  'contacts.readLink': ({ open }, { link }) => readLink(open, link),
  'contacts.requestByLink': ({ open }, request) => requestByLink(open, request),
};

async function fetchBlocked({ channel }: Core['account']): Promise<Profile[]> {
  const blocked: Profile[] = [];
  for (;;) {
    const after = blocked.at(-1)?.account;
    const { profiles, more } = await channel.request('contact.blocked', after === undefined ? {} : { after });
    blocked.push(...profiles);
    if (!more) return blocked;
  }
}

/** @throws ContractError `not-friends` */
async function changeNote(core: Core, account: AccountId, change: NotesChange): Promise<void> {
  if (!core.account.contacts.find(account)) throw new ContractError('not-friends');
  await changeNotes(core, change);
}

function changeNotes({ open: { account, secrets } }: Core, change: NotesChange): Promise<void> {
  return secrets.changeNotes(account.channel, change);
}
