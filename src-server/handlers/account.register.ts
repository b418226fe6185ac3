import { OperationError, type Request, skeleton } from '../../protocol/index.ts';
import { credentialMac } from '../accounts/credentials.ts';
import { changeDetails, checkEmail, checkName, checkProfile, emailKey, FieldReport } from '../accounts/fields.ts';
import { nameKey, normalizeName } from '../accounts/names.ts';
import type { RequestHandler } from '../handler.ts';
import type { Services } from '../services.ts';
import { insertAccount, isEmailTaken, isNameTaken, type NewAccount } from '../store/accounts.ts';
import type { Reader } from '../store/database.ts';

type Form = Request<'account.register'>;

export const register: RequestHandler<'account.register'> = async (services, _client, form) => {
  if (services.config.registration === 'closed') throw new OperationError('registration-closed');
  const wrong = checkFields(services, form);
  await checkTaken(services.database.read, form, wrong);
  wrong.throwIfAny();
  const account = await services.database.write(async (writer) => {
    // again, inside the transaction: someone may have been quicker
    const taken = new FieldReport();
    await checkTaken(writer, form, taken);
    taken.throwIfAny();
    return insertAccount(writer, newAccount(services, form));
  });
  services.log.info({ account }, 'registered');
  return { account };
};

function checkFields({ config }: Services, form: Form): FieldReport {
  const report = new FieldReport();
  report.add('name', checkName(form.name, config.limits));
  report.add('email', checkEmail(form.email));
  checkProfile(form, report);
  return report;
}

async function checkTaken(db: Reader, form: Form, report: FieldReport): Promise<void> {
  if (await isNameTaken(db, nameKey(form.name), skeleton(form.name))) report.add('name', 'taken');
  if (await isEmailTaken(db, emailKey(form.email))) report.add('email', 'taken');
}

function newAccount({ secrets, wallClock }: Services, form: Form): NewAccount {
  const name = normalizeName(form.name);
  return {
    name,
    nameKey: nameKey(form.name),
    skeleton: skeleton(form.name),
    email: form.email.trim(),
    emailKey: emailKey(form.email),
    authMac: credentialMac(secrets, 'password', form.auth),
    hashing: form.hashing,
    profile: changeDetails({ displayName: name, signature: '' }, name, form),
    createdAt: wallClock(),
  };
}
