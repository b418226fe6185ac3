/**
 * Devices that others have signed in on with this account, until the person has seen it. `name` is empty while the
 * server hides it.
 */
export const newDevices = `
  create table history.new_device (
    device integer primary key,
    name text not null,
    address text,
    time integer not null
  );
`;
