import type { Notice, NoticeName, operations, Reply, Request, RequestName } from '../protocol/index.ts';
import type { BelongingClient, Client, SignedInClient, TransferClient } from './member.ts';
import type { Services } from './services.ts';

/** Returned by handlers that answer by themselves, later or in a special order. */
export const ANSWERED = 'answered' as const;

interface Clients {
  guest: Client;
  account: SignedInClient;
  transfer: TransferClient;
  'signed-in': BelongingClient;
  anyone: Client;
}

export type ClientFor<N extends RequestName | NoticeName> = Clients[(typeof operations)[N]['needs']];

/**
 * Does one operation's job. Preconditions and rate hold and the parameters are valid when it is called; it throws
 * OperationError for what the client is to know.
 */
export type RequestHandler<N extends RequestName> = (
  services: Services,
  client: ClientFor<N>,
  params: Request<N>,
  id: number,
) => Reply<N> | Promise<Reply<N>> | typeof ANSWERED | Promise<typeof ANSWERED>;

export type NoticeHandler<N extends NoticeName> = (services: Services, client: ClientFor<N>, params: Notice<N>) => void;
