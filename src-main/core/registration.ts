import { type FieldProblem, OperationError } from '../../protocol/index.ts';
import type { CallArgs } from '../contract/calls.ts';
import type { KnownServer } from '../contract/model.ts';
import { dial } from './link.ts';
import { type HashingCost, newHashing, stretchPassword } from './password.ts';
import { passwordProblem } from './password-strength.ts';

type Application = CallArgs<'account.register'>;

/** Makes an account. @throws OperationError `invalid-fields`, from here or from the server; ContractError */
export async function register(
  server: KnownServer,
  application: Application,
  { cost, now }: { cost: HashingCost; now: () => number },
) {
  const fields = await findProblems(application);
  if (Object.keys(fields).length > 0) throw new OperationError('invalid-fields', { fields });

  const { password, sex, age, ...known } = application;
  const { told: hashing, own } = newHashing(cost, { fingerprint: server.fingerprint, name: application.name });
  const { auth } = await stretchPassword(password, own);
  const optional = { ...(sex ? { sex } : {}), ...(typeof age === 'number' ? { age } : {}) };
  const { channel } = await dial(server, now);
  try {
    return await channel.request('account.register', { ...known, ...optional, auth, hashing });
  } finally {
    channel.close('ended');
  }
}

/** What can be seen to be wrong without the server, which judges everything else and never sees the password. */
async function findProblems({ name, email, password }: Application): Promise<Record<string, FieldProblem>> {
  const problems: [field: string, problem: FieldProblem | undefined][] = [
    ['name', name.trim() === '' ? 'empty' : undefined],
    ['email', email.trim() === '' ? 'empty' : undefined],
    ['password', await passwordProblem(password, [name, email])],
  ];
  return Object.fromEntries(problems.filter((each): each is [string, FieldProblem] => each[1] !== undefined));
}
