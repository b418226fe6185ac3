import { BODY_LIMIT } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { version } from '../version.ts';

export const info: RequestHandler<'server.info'> = ({ config, wallClock }) => ({
  name: config.name,
  version,
  registration: config.registration,
  time: wallClock(),
  limits: { username: config.limits.username, greeting: config.limits.greeting, body: BODY_LIMIT },
});
