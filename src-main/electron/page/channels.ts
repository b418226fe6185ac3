/** The IPC channels between the preload script and the main process. */
export const callChannel = 'miyu:call';
export const eventChannel = 'miyu:event';
export const stageChannel = 'miyu:stage';
export const stageProgressChannel = 'miyu:stage-progress';
export const stageCancelChannel = 'miyu:stage-cancel';
