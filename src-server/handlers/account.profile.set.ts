import { changeProfile, checkProfile, FieldReport } from '../accounts/fields.ts';
import { displayNameKey } from '../accounts/names.ts';
import type { RequestHandler } from '../handler.ts';
import { tellFriends } from '../presence.ts';
import { updateProfile } from '../store/accounts.ts';

export const setProfile: RequestHandler<'account.profile.set'> = async (services, client, fields) => {
  const { member } = client.session;
  const wrong = new FieldReport();
  checkProfile(fields, wrong);
  wrong.throwIfAny();
  const profile = await services.database.write(async (writer) => {
    // inside, where writes take turns: of two changes at once neither starts from the other's past
    const changed = changeProfile(member.profile, fields);
    await updateProfile(writer, changed, displayNameKey(changed.displayName));
    return changed;
  });
  member.profile = profile;
  tellFriends(services.directory, member, 'contact.profile', profile);
  return profile;
};
