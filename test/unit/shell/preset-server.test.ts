import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AppState, KnownServer, ServerSighting } from '../../../src-main/contract/model.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { presetServer } from '../../../src-main/shell/preset-server.ts';
import { FakeCore } from '../../support/fake-core.ts';

const found: ServerSighting = {
  host: 'class.example',
  port: 6498,
  fingerprint: 'F',
  trust: 'link',
  name: 'Class',
  version: '1',
  registration: 'open',
  usernameLength: { min: 2, max: 16 },
};

function stateWith(server?: KnownServer): AppState {
  return {
    settings: defaultSettings,
    systemLanguage: 'en',
    remembered: [],
    hasKeychain: false,
    ...(server ? { server } : {}),
    host: 'web',
    version: '1',
  };
}

let core: FakeCore;
beforeEach(() => {
  core = new FakeCore();
  core.answers['server.look'] = () => Promise.resolve(found);
});
afterEach(() => vi.restoreAllMocks());

const trusted = () => core.asked.filter(([name]) => name === 'server.trust').map(([, args]) => args);

it('takes the server of the link where none was chosen', async () => {
  core.answers['app.state'] = () => Promise.resolve(stateWith());
  core.answers['server.trust'] = core.answers['app.state'];
  await presetServer(core, 'miyu://class.example/#F');
  expect(core.asked).toContainEqual(['server.look', { address: 'miyu://class.example/#F' }]);
  expect(trusted()).toEqual([{ host: 'class.example', port: 6498, fingerprint: 'F' }]);
});

it('asks before it follows the chosen server to another port', async () => {
  core.answers['app.state'] = () =>
    Promise.resolve(stateWith({ host: 'class.example', port: 7000, fingerprint: 'F', name: 'Class' }));
  core.answers['server.look'] = () => Promise.resolve({ ...found, knownAt: { host: 'class.example', port: 7000 } });
  core.answers['server.offer'] = () => Promise.resolve();
  await presetServer(core, 'miyu://class.example/#F');
  expect(trusted()).toEqual([]);
  expect(core.asked).toContainEqual(['server.offer', { host: 'class.example', port: 6498, fingerprint: 'F' }]);
});

it.each([
  { host: 'class.example', port: 6498, fingerprint: 'F', name: 'the same' },
  { host: 'other.example', port: 6498, fingerprint: 'G', name: 'another' },
])('leaves $name as it is', async (chosen) => {
  core.answers['app.state'] = () => Promise.resolve(stateWith(chosen));
  await presetServer(core, 'miyu://class.example/#F');
  expect(trusted()).toEqual([]);
});

it('goes on without a server that does not answer, and says so', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  core.answers['app.state'] = () => Promise.resolve(stateWith());
  core.answers['server.look'] = () => Promise.reject(new ContractError('unreachable'));
  await presetServer(core, 'miyu://class.example/#F');
  expect(said).toHaveBeenCalledWith('The server of a link is left out (unreachable).');
  expect(trusted()).toEqual([]);
});
