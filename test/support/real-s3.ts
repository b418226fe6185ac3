import process from 'node:process';
import { Config } from '../../src-server/config-schema.ts';

/*
 * Tests against a real S3 server run where one is named, by the settings that the server itself would have:
 * MIYU_TEST_S3='{"endpoint": "http://127.0.0.1:9000", "bucket": "miyu-test", "accessKey": "…", "secretKey": "…"}'
 */
const given = process.env.MIYU_TEST_S3;

export const realS3Missing = given === undefined ? 'no S3 server is named for the tests (MIYU_TEST_S3)' : undefined;

export function realS3(): Config['s3'] {
  return Config.shape.s3.parse(JSON.parse(given ?? ''));
}
