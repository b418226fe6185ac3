import process from 'node:process';
import { leanEnvironment } from '../node-flags.mjs';

/** What server and clients on Node get of our environment, and what saves them memory. */
export function nodeEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...leanEnvironment, ...ownEnvironment(env) };
}

/**
 * Our environment without a debugger in it. That one was meant for the program that the person started; in those that
 * hold keys, it would let any program of this machine in.
 */
export function ownEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...rest } = env;
  const options = NODE_OPTIONS?.replace(/(?<=^|\s)--(inspect|debug-port)\S*(\s+[^-\s]\S*)?/g, '').trim();
  return options ? { ...rest, NODE_OPTIONS: options } : rest;
}
