import type { Row } from '../row.ts';
import { firstOf, needsNamespaces, needsPrograms, needsRoot } from '../support/machine.ts';
import { talksToServer } from '../support/smoke.ts';

export const network: Row = {
  name: 'network',
  emulates: 'a network without IPv6, and without any other machine',
  holds: 'the server listens where it does by default and answers: register, status, end',
  missing: () => firstOf(needsRoot(), needsPrograms('ip', 'nsenter'), needsNamespaces('n')),
  async run(place) {
    const script =
      'for each in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 > "$each"; done; ip link set lo up; echo up; exec sleep infinity';
    const holder = place.start(['unshare', '-n', 'sh', '-c', script]);
    await holder.says(/^up$/m);
    const through = ['nsenter', '-n', '-t', String(holder.pid)];
    await talksToServer(place, { through }, ['--public-host', '127.0.0.1']);
    await holder.stop();
  },
};
