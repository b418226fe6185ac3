import { ContractError } from '../../../src-main/contract/errors.ts';
import type { Session } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';

type SecurityCall =
  | 'app.activity'
  | `account.${'changePassword' | 'recover' | 'reset'}`
  | `recovery.${'code' | 'confirm'}`
  | `devices.${'list' | 'remove' | 'dismissNew'}`;

function normalize(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

export function securityHandlers({ world, now, emit }: Memory): Handlers<SecurityCall> {
  function openSession(): Session {
    if (!world.session) throw new ContractError('no-session');
    return world.session;
  }

  function checkPassword(password: string | undefined): void {
    const { name } = openSession().profile;
    if (world.passwords.get(name) !== password) throw new ContractError('bad-credentials');
  }

  return {
    'app.activity': () => {
      world.activeAt = now();
    },
    'account.changePassword': ({ current, next }) => {
      checkPassword(current);
      if (next === current) throw new ContractError('invalid-fields', { fields: { password: 'format' } });
      world.passwords.set(openSession().profile.name, next);
    },
    'account.recover': ({ name, code, password }) => {
      if (!/^[0-9A-HJKMNP-TV-Z]{25}$/.test(normalize(code))) throw new ContractError('bad-code');
      const isRight = normalize(code) === normalize(world.recoveryCode);
      if (!isRight || !world.passwords.has(name)) throw new ContractError('bad-credentials');
      world.passwords.set(name, password);
    },
    'account.reset': ({ name, code, password }) => {
      if (code !== world.resetCode || !world.passwords.has(name)) throw new ContractError('bad-credentials');
      world.passwords.set(name, password);
    },
    'recovery.code': ({ password }) => {
      if (openSession().isRecoveryConfirmed) checkPassword(password);
      return { code: world.recoveryCode };
    },
    'recovery.confirm': ({ lastGroup }) => {
      if (normalize(lastGroup) !== normalize(world.recoveryCode).slice(-5)) throw new ContractError('bad-code');
      world.session = { ...openSession(), isRecoveryConfirmed: true };
      emit('session', world.session);
    },
    'devices.list': () => world.devices,
    'devices.dismissNew': ({ devices }) => {
      const { session } = world;
      if (!session?.newDevices) return;
      const newDevices = session.newDevices.filter(({ device }) => !devices.includes(device));
      world.session = { ...session, newDevices };
      emit('session', world.session);
    },
    'devices.remove': ({ device }) => {
      if (!world.devices.some(({ id, isThis }) => id === device && !isThis)) throw new ContractError('not-found');
      world.devices = world.devices.filter(({ id }) => id !== device);
    },
  };
}
