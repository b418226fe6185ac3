import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { Config } from './config-schema.ts';

export { Config };

/** A setting is unknown or wrong; the message names it and the problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `--help` or the like was asked for and is answered; there is nothing left to do. */
export class NothingToDo extends Error {}

interface Setting {
  path: string[];
  schema: z.core.$ZodType;
  description: string | undefined;
  /** never an argument, which others on the machine could see */
  isSecret: boolean;
}
type Tree = { [key: string]: unknown };

const ENVIRONMENT_PREFIX = 'MIYU_SERVER_';
const CONFIG_VARIABLE = 'MIYU_SERVER_CONFIG';
const settings = [...settingsOf(Config, [])];
/** Settings of earlier versions that do nothing any more: a configuration that has them goes on working. */
const retired: readonly Setting[] = [['limits', 'cookiesAbove']].map((path) => ({
  path,
  schema: z.unknown(),
  description: undefined,
  isSecret: false,
}));

/** Every leaf of the schema: each is a flag and an environment variable of its own. */
function* settingsOf(schema: z.core.$ZodType, path: string[]): Generator<Setting> {
  const inner = withoutDefault(schema);
  if (!(inner instanceof z.ZodObject)) {
    const { description, secret } = z.globalRegistry.get(schema) ?? {};
    yield { path, schema: inner, description, isSecret: secret === true };
    return;
  }
  for (const [key, child] of Object.entries(inner.shape)) yield* settingsOf(child, [...path, key]);
}

function withoutDefault(schema: z.core.$ZodType): z.core.$ZodType {
  const wraps = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wraps ? withoutDefault(schema.def.innerType) : schema;
}

const words = (path: string[]) => path.flatMap((key) => key.split(/(?=[A-Z])/));
const flagOf = ({ path }: Setting) => `--${words(path).join('-').toLowerCase()}`;
const variableOf = ({ path }: Setting) => ENVIRONMENT_PREFIX + words(path).join('_').toUpperCase();

/** What the program is to do: `reset` makes a code with which that person sets a new password. */
export type Order = { kind: 'serve' } | { kind: 'print-config' } | { kind: 'reset'; name: string };

export interface LoadedConfig {
  config: Config;
  order: Order;
  ignored: string[];
}

/**
 * The effective configuration: flags before environment before file before defaults.
 * @param argv what follows the program's name
 * @returns `ignored`: the settings among them that do nothing any more
 * @throws ConfigError; NothingToDo when help was printed
 */
export function loadConfig(argv: readonly string[], env: NodeJS.ProcessEnv): LoadedConfig {
  const { options, order, file } = parseFlags(argv);
  const path = file ?? env[CONFIG_VARIABLE];
  const layers = [path === undefined ? {} : readFile(path), fromEnvironment(env), options];
  const tree = layers.reduce(merge, {});
  const ignored = retired.filter(({ path }) => deleteAt(tree, path)).map(({ path }) => path.join('.'));
  const parsed = Config.safeParse(tree);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(describe).join('\n'));
  const { min, max } = parsed.data.limits.username;
  if (min > max) throw new ConfigError('limits.username.min: is greater than limits.username.max');
  if (parsed.data.blobs.store === 's3') checkS3(parsed.data.s3);
  return { config: parsed.data, order, ignored };
}

/** The settings as they may be shown: what is secret is left out. */
export function showConfig(config: Config): string {
  const { secretKey, ...s3 } = config.s3;
  return JSON.stringify({ ...config, s3 }, undefined, 2);
}

function checkS3(s3: Config['s3']): void {
  const missing = (['endpoint', 'bucket', 'accessKey', 'secretKey'] as const).filter((key) => s3[key] === '');
  if (missing.length === 0) return;
  throw new ConfigError(missing.map((key) => `s3.${key}: is needed when blobs.store is s3`).join('\n'));
}

function parseFlags(argv: readonly string[]): { options: Tree; order: Order; file: string | undefined } {
  const command = new Command('miyu-server').exitOverride().configureOutput({ outputError: () => {} });
  command.argument('[reset]', 'make a code with which a person who lost the password sets a new one');
  command.argument('[name]', 'of that person');
  command.option('--config <file>', 'JSON file with settings').option('--print-config', 'show the settings and exit');
  const flags = settings
    .filter(({ isSecret }) => !isSecret)
    .map((setting) => {
      const option = new Option(`${flagOf(setting)} <value>`, setting.description);
      command.addOption(option);
      return { setting, name: option.attributeName() };
    });
  for (const setting of retired) {
    const option = new Option(`${flagOf(setting)} <value>`).hideHelp();
    command.addOption(option);
    flags.push({ setting, name: option.attributeName() });
  }
  const given = parseWith(command, argv);
  const options: Tree = {};
  for (const { setting, name } of flags) {
    const text = given[name];
    if (typeof text === 'string') setAt(options, setting.path, readText(setting, text));
  }
  const file = typeof given.config === 'string' ? given.config : undefined;
  return { options, order: given.printConfig === true ? { kind: 'print-config' } : readOrder(command.args), file };
}

function readOrder([word, name]: readonly string[]): Order {
  if (word === undefined) return { kind: 'serve' };
  if (word !== 'reset') throw new ConfigError(`${word}: no such command`);
  if (name === undefined) throw new ConfigError('reset: whose password?');
  return { kind: 'reset', name };
}

function parseWith(command: Command, argv: readonly string[]): Tree {
  try {
    return command.parse(argv, { from: 'user' }).opts();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw error.exitCode === 0 ? new NothingToDo() : new ConfigError(error.message.replace(/^error: /, ''));
  }
}

function readFile(path: string): Tree {
  const text = readOrExplain(path);
  try {
    const content: unknown = JSON.parse(text);
    if (isTree(content)) return content;
  } catch (error) {
    throw new ConfigError(`${path}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new ConfigError(`${path}: must be a JSON object`);
}

function readOrExplain(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path}: cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function fromEnvironment(env: NodeJS.ProcessEnv): Tree {
  const byVariable = new Map([...settings, ...retired].map((setting) => [variableOf(setting), setting]));
  const tree: Tree = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || variable === CONFIG_VARIABLE || text === undefined) continue;
    const setting = byVariable.get(variable);
    if (!setting) throw new ConfigError(`${variable}: no such setting`);
    setAt(tree, setting.path, readText(setting, text));
  }
  return tree;
}

/** Text as the setting's type; what does not fit is left as it is, for the schema to refuse by name. */
function readText({ schema }: Setting, text: string): unknown {
  if (schema instanceof z.ZodNumber) return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (schema instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  if (schema instanceof z.ZodRecord) return readJson(text);
  return text;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function setAt(tree: Tree, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child = isTree(tree[key]) ? tree[key] : {};
  tree[key] = child;
  setAt(child, rest, value);
}

/** @returns whether there was something */
function deleteAt(tree: Tree, [key = '', ...rest]: readonly string[]): boolean {
  const value = tree[key];
  if (rest.length > 0) return isTree(value) && deleteAt(value, rest);
  return value !== undefined && delete tree[key];
}

function merge(below: Tree, above: Tree): Tree {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isTree(under) && isTree(value) ? merge(under, value) : value;
  }
  return merged;
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...path, key].join('.')}: no such setting`).join('\n');
  }
  return `${path.join('.')}: ${issue.message}`;
}
