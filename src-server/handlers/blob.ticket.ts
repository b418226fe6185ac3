import type { RequestHandler } from '../handler.ts';

export const ticket: RequestHandler<'blob.ticket'> = ({ tickets }, { session }) => ({
  ticket: tickets.issue(session),
});
