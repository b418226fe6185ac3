import { BODY_LIMIT, type ServerInfo } from '../../protocol/index.ts';
import type { Config } from '../config.ts';
import type { RequestHandler } from '../handler.ts';
import { ROOM_NAME } from '../rooms/names.ts';
import { version } from '../version.ts';

export const info: RequestHandler<'server.info'> = ({ config, wallClock }) => ({
  name: config.name,
  version,
  registration: config.registration,
  time: wallClock(),
  limits: limitsOf(config),
});

function limitsOf({ limits }: Config): ServerInfo['limits'] {
  const { username, greeting, roomMembers, recall } = limits;
  return { username, greeting, body: BODY_LIMIT, roomName: ROOM_NAME, roomMembers, recall };
}
