import type { CallArgs } from '../contract/calls.ts';
import type { KnownServer } from '../contract/model.ts';
import { dial } from './link.ts';
import { type HashingCost, newHashing, stretchPassword, wipePasswordKeys } from './password.ts';
import { demandGoodPassword } from './password-strength.ts';
import { parseRecoveryCode, recoveryKeys } from './recovery-code.ts';
import { Vault } from './vault.ts';

/**
 * Sets a new password with the recovery code.
 * @throws ContractError `bad-code`; OperationError `bad-credentials`, `invalid-fields`
 */
export async function recover(
  server: KnownServer,
  args: CallArgs<'account.recover'>,
  { cost, now }: { cost: HashingCost; now: () => number },
): Promise<void> {
  const { name, code, password } = args;
  const { proof: recovery, vault: key } = recoveryKeys(parseRecoveryCode(code));
  await demandGoodPassword(password, [name]);
  const { channel } = await dial(server, now);
  try {
    const { version, data } = await channel.request('account.recovery', { name, recovery });
    const vault = Vault.open(data, { with: 'recovery', key });
    const { told: hashing, own } = newHashing(cost, { fingerprint: server.fingerprint, name });
    const keys = await stretchPassword(password, own);
    const next = { auth: keys.auth, hashing };
    const rewrapped = vault.rewrapped(keys.vault);
    const wrapped = { version: version + 1, data: rewrapped.data };
    await channel.request('account.recover', { name, recovery, next, vault: wrapped });
    for (const opened of [vault, rewrapped]) opened.wipe();
    wipePasswordKeys(keys);
  } finally {
    key.fill(0);
    channel.close('ended');
  }
}

/**
 * Sets a new password with a code from the administrator. The next login makes new keys.
 * @throws OperationError as above
 */
export async function reset(
  server: KnownServer,
  args: CallArgs<'account.reset'>,
  { cost, now }: { cost: HashingCost; now: () => number },
): Promise<void> {
  const { name, code, password } = args;
  await demandGoodPassword(password, [name]);
  const { told: hashing, own } = newHashing(cost, { fingerprint: server.fingerprint, name });
  const keys = await stretchPassword(password, own);
  const { channel } = await dial(server, now);
  try {
    await channel.request('account.reset', { name, code: code.trim(), next: { auth: keys.auth, hashing } });
  } finally {
    wipePasswordKeys(keys);
    channel.close('ended');
  }
}
