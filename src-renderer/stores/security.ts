import { createStore } from 'zustand/vanilla';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { CertificateView, Device, LoginRecord } from '../../src-main/contract/model.ts';

/** What belongs to the keys of one's own account. Codes and certificates are handed out, not kept. */
export interface SecurityState {
  /** one's own, this one first; undefined until they are known */
  devices: Device[] | undefined;
  reset(): void;
  loadDevices(): Promise<void>;
  removeDevice(device: number): Promise<void>;
  certificate(): Promise<CertificateView>;
  /** The last sign-ins with a password, newest first. */
  logins(): Promise<LoginRecord[]>;
  /** @param password needed once the code has been confirmed */
  recoveryCode(password?: string): Promise<string>;
}

export type SecurityStore = ReturnType<typeof createSecurityStore>;

export function createSecurityStore(core: CoreApi) {
  return createStore<SecurityState>()((set, get) => ({
    devices: undefined,
    reset: () => set({ devices: undefined }),
    loadDevices: async () => set({ devices: await core.call('devices.list', {}) }),
    removeDevice: async (device) => {
      await core.call('devices.remove', { device });
      set({ devices: get().devices?.filter(({ id }) => id !== device) });
    },
    certificate: () => core.call('certificate.own', {}),
    logins: () => core.call('account.logins', {}),
    recoveryCode: async (password) => {
      const { code } = await core.call('recovery.code', password === undefined ? {} : { password });
      return code;
    },
  }));
}
