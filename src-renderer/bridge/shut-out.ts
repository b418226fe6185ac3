/**
 * Why a page of the web host shows nothing. `refused`: its link was used before, or it had none; `ended`: it was let in
 * once.
 */
export type ShutOut = 'away' | 'refused' | 'ended';

export class ShutOutError extends Error {
  override readonly name = 'ShutOutError';
  readonly why: ShutOut;

  constructor(why: ShutOut) {
    super(why);
    this.why = why;
  }
}
