import type { RequestHandler } from '../handler.ts';

export const getStatus: RequestHandler<'account.status.get'> = (_services, client) => client.session.member.status;
