/**
 * Which devices are known of which account, so that a new one can be told of. All that were ever encrypted for are
 * known. An account is in `device_baseline` once the server has listed its devices: what comes after that list is new.
 */
export const knownDevices = `
  create table history.known_device (
    account integer not null,
    device integer not null,
    constraint known_device_key primary key (account, device)
  );
  create table history.device_baseline (account integer primary key);
  insert into history.known_device (account, device)
    select account, device from history.session union select account, device from history.audience;
`;
