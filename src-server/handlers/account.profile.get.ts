import { needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';

export const getProfile: RequestHandler<'account.profile.get'> = async (services, _client, { account }) =>
  (await needMember(services, account)).profile;
