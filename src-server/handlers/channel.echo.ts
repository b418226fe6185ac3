import type { RequestHandler } from '../handler.ts';

export const echo: RequestHandler<'channel.echo'> = (_services, _client, { data }) => ({ data });
