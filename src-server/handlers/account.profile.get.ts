import { profileFor } from '../acquaintance.ts';
import { needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';

export const getProfile: RequestHandler<'account.profile.get'> = async (services, client, { account }) =>
  profileFor(services, client.session.member, await needMember(services, account));
