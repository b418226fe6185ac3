/** The two IPC channels between the preload script and the main process. */
export const callChannel = 'miyu:call';
export const eventChannel = 'miyu:event';
