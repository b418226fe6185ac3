/** The system's programs for files, as the shells have them. */
export interface Opener {
  /** Opens a file, or a folder. @throws ContractError `not-opened` where there is no program for it, or no screen */
  open(fileOrFolder: string): Promise<void>;
  /** Shows a file in its folder. @throws ContractError `not-opened` */
  show(file: string): Promise<void>;
}
