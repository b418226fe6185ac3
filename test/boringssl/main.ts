/*
 * Electron's node:crypto is made over BoringSSL, Node's over OpenSSL. Bun is another runtime over BoringSSL that the registry has:
 * the tests of the project's cryptography run in it, and certificates that one library made are read by the other.
 *
 *   node test/boringssl/main.ts <path of the bun program>
 *
 * Exit code 0 means that all of it holds; otherwise 1, and the output says what does not.
 */
import { deepStrictEqual, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

const root = path.join(import.meta.dirname, '../..');
const certificates = path.join(import.meta.dirname, 'certificates.ts');
const suites = [
  ...['account-certificates', 'server-certificates', 'handshake', 'record', 'vectors', 'written-vectors'].map(
    (name) => `protocol/${name}`,
  ),
  ...['account-secrets', 'device-key', 'hidden-text-order', 'recovery-code', 'transfers-sealed-chunks', 'vault'].map(
    (name) => `core/${name}`,
  ),
].map((name) => `./test/unit/${name}.test.ts`);

const [bun] = process.argv.slice(2);
if (bun === undefined) throw new Error('The path of the bun program is missing.');

function run(program: string, args: readonly string[], input = ''): string {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${signal ?? status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

function requireBoringSsl(program: string): void {
  const version = run(program, ['-e', 'process.stdout.write(process.versions.boringssl ?? "")']);
  ok(/^[0-9a-f]{40}$/.test(version), `${program} is not made over BoringSSL`);
  console.log(`BoringSSL ${version.slice(0, 12)}, against OpenSSL ${process.versions.openssl}`);
}

function runSuites(program: string): void {
  const output = run(program, ['test', ...suites]);
  const [, passed = '0'] = /^ *(\d+) pass$/m.exec(output) ?? [];
  ok(Number(passed) > 0, `no test has run\n${output}`);
  ok(output.includes(`across ${suites.length} files`), `a file was not run\n${output}`);
  console.log(`${passed} tests of the project's cryptography pass over BoringSSL`);
}

/** What is made by one library reads the same in both, and each refuses what another authority has signed. */
function compareReadings(maker: string, reader: string): void {
  const made = run(maker, [certificates, 'make']);
  const read: unknown = JSON.parse(run(reader, [certificates, 'read'], made));
  deepStrictEqual(read, JSON.parse(run(maker, [certificates, 'read'], made)));
  ok(Array.isArray(read) && read.length > 0, 'nothing was made');
  console.log(`${read.length} sets of certificates made by ${path.basename(maker)} read the same in both`);
}

requireBoringSsl(bun);
runSuites(bun);
compareReadings(process.execPath, bun);
compareReadings(bun, process.execPath);
