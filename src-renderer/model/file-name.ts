/** Characters that Windows, macOS or Linux refuse in a file's name. */
const REFUSED = /[\p{Cc}\p{Cf}<>:"/\\|?*]/gu;

/** A name for a file about an account, such as `小红-10002.pem`. `what`, if any, comes first. */
export function fileNameFor({ name, account }: { name: string; account: number }, ending: string, what = ''): string {
  const parts = [what, name.replace(REFUSED, '_'), String(account)];
  return `${parts.filter((part) => part !== '').join('-')}.${ending}`;
}
