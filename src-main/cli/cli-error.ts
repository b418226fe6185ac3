import type { Attachment, AttachmentProblem } from '../contract/attachment.ts';
import { ContractError, type ContractErrorCode } from '../contract/errors.ts';
import type { SendProblem } from '../contract/model.ts';

/**
 * `no-text`, `text-file`: no text was given, or its file cannot be read. `out-file`: the result's cannot be written. `profile`: the folder
 * cannot be used.
 */
export type CliErrorCode = 'no-text' | 'text-file' | 'out-file' | 'profile' | AttachmentProblem;

/** What goes wrong in a command, beside the failures of calls; an attachment's problem too, which is no call's. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  /** what the system says */
  readonly reason: string | undefined;

  constructor(code: CliErrorCode, reason?: string) {
    super(code);
    this.code = code;
    this.reason = reason;
  }
}

/** Why a message was not sent, as an error. */
export function sendError(problem: SendProblem, attachment: Attachment | undefined): Error {
  return problem === 'not-uploaded' ? transferError(attachment) : new ContractError(codeOf(problem));
}

/** Why an attachment does not get on, as an error. */
export function transferError(attachment: Attachment | undefined): CliError {
  return new CliError(attachment?.problem ?? 'refused');
}

function codeOf(problem: Exclude<SendProblem, 'not-uploaded'>): ContractErrorCode {
  switch (problem) {
    case 'untrusted-device':
      return 'bad-keys';
    case 'expired':
      return 'timeout';
    case 'refused':
      return 'internal';
    case 'not-member':
      return 'not-allowed';
    case 'not-friends':
    case 'queue-full':
    case 'keys-changed':
    case 'muted':
      return problem;
  }
}
