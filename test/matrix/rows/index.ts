import type { Row } from '../row.ts';
import { boringssl } from './boringssl.ts';
import { crlf } from './crlf.ts';
import { electronDies } from './electron-dies.ts';
import { electronPictures } from './electron-pictures.ts';
import { fresh } from './fresh.ts';
import { hostName } from './host-name.ts';
import { locale } from './locale.ts';
import { network } from './network.ts';
import { nobody } from './nobody.ts';
import { nodeTooOld } from './node-too-old.ts';
import { nodeRows } from './nodes.ts';
import { notes } from './notes.ts';
import { optional } from './optional.ts';
import { paths } from './paths.ts';
import { prebuilt } from './prebuilt.ts';
import { readOnly } from './read-only.ts';
import { user } from './user.ts';

/** In this order: the long ones first, and those that need other runtimes when these have come. */
export const rows: readonly Row[] = [
  fresh,
  prebuilt,
  optional,
  user,
  crlf,
  paths,
  electronDies,
  electronPictures,
  nobody,
  readOnly,
  hostName,
  locale,
  notes,
  network,
  boringssl,
  ...nodeRows,
  nodeTooOld,
];
