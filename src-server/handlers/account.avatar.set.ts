import type { Profile } from '../../protocol/index.ts';
import { FieldReport } from '../accounts/fields.ts';
import type { RequestHandler } from '../handler.ts';
import { checkPicture, pictureHash } from '../pictures.ts';
import { tellFriends } from '../presence.ts';
import { deleteAvatar, putAvatar } from '../store/avatars.ts';

export const setAvatar: RequestHandler<'account.avatar.set'> = async (services, client, { picture }) => {
  const { member } = client.session;
  const { account } = member;
  if (picture) {
    check(picture);
    const avatar = pictureHash(picture);
    await services.database.write((writer) => putAvatar(writer, account, picture, avatar));
    member.profile = { ...member.profile, avatar };
  } else {
    await services.database.write((writer) => deleteAvatar(writer, account));
    member.profile = withoutAvatar(member.profile);
  }
  tellFriends(services.directory, member, 'contact.profile', member.profile);
  return member.profile;
};

/** @throws OperationError `invalid-fields` */
function check(picture: Uint8Array): void {
  const wrong = new FieldReport();
  wrong.add('picture', checkPicture(picture));
  wrong.throwIfAny();
}

function withoutAvatar({ avatar: _, ...profile }: Profile): Profile {
  return profile;
}
