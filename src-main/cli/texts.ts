import type { Language } from '../contract/settings.ts';
import { errorText, problemText } from './error-texts.ts';

const en = {
  registered: 'Registered and signed in as {name} ({account}).',
  signedIn: 'Signed in as {name} ({account}).',
  signedInElsewhereEnded: 'This ended the session on {device}.',
  signedOut: 'Signed out.',
  requested: 'Asked {name} to become a friend.',
  added: '{name} is a friend now.',
  refused: 'Refused {name}.',
  noRequests: 'No requests.',
  incoming: 'from {name}: {greeting} [{state}]',
  outgoing: 'to {name}: {greeting} [{state}]',
  sent: 'Sent.',
  notSignedIn: 'Not signed in.',
  statusOnline: '{name} ({account}) at {server}: online, {unread} unread',
  statusOffline: '{name} ({account}) at {server}: offline, {unread} unread',
  statusEnded: '{name} ({account}) at {server}: signed out, {unread} unread',
  clock: 'The clock here shows {here}; the certificate is valid from {from} to {to}.',
  me: 'me',
  password: 'Password: ',
  recoveryCode:
    'Recovery code: {code}\nKeep it on paper. Only this code opens the account again when the password is forgotten.',
  safety: 'Safety number with {name} (not compared yet):\n{number}\nCertificate {fingerprint}',
  safetyVerified: 'Safety number with {name} (compared):\n{number}\nCertificate {fingerprint}',
  safetyChanged:
    'Safety number with {name}. THEIR KEYS HAVE CHANGED since it was compared, nothing is sent:\n{number}\nCertificate {fingerprint}',
  verified: '{name} is marked as compared.',
  login: '{time} {device} {address}: {outcome}',
  deleted: 'The account is deleted.',
  device: '{name}, since {since}, last seen {lastSeen}',
  thisDevice: '{name} (this one), since {since}, last seen {lastSeen}',
  newDevice: '* {name} uses a new device.',
  newDeviceVerified: '* {name}, whose keys you compared, uses a new device. It has the same keys.',
  keysChanged: '* The keys of {name} are new from here on.',
  unreadable: '* A message with {name} could not be decrypted.',
  missing: '* Messages with {name} are missing: {count}',
  recalled: '* {name} took a message back.',
  nudge: '* {name} nudged.',
  notice: '* Notice by {name}: {text}',
  roomEvent: '* {name}: {event}',
  contact: '{name} ({account}), {presence}{group}{remark}',
  noContacts: 'No friends yet.',
  remarkSet: '{name} is called {remark} here.',
  remarkGone: '{name} goes by their own name here.',
  groupSet: '{name} is in {group}.',
  groupGone: '{name} is in no group.',
  removed: '{name} is no friend any more.',
  blocked: '{name} is blocked.',
  unblocked: '{name} is not blocked any more.',
  link: '{link}',
  presenceSet: 'Friends see you as: {presence}',
  room: '{name} ({number}), {members} members, {unread} unread',
  noRooms: 'In no room.',
  roomCreated: 'Made {name} ({number}).',
  joined: 'Joined {name} ({number}).',
  askedToJoin: 'Asked to be let into {name} ({number}).',
  roomLeft: 'Left {name}.',
  member: '{name} ({account}), {role}, {presence}{card}',
  memberAdded: '{name} is in {room} now.',
  memberRemoved: '{name} is not in {room} any more.',
  file: '{time} {from}, {chat}: {name} ({size}, {kind}) [{state}] {id}',
  noFiles: 'No files.',
  fileSaved: '{name} is in {folder}.',
  attached: '[{kind}: {name}, {size}]',
  transferWaiting: 'waiting',
  transferRunning: '{percent} % of {total}{speed}',
  transferChecking: 'checking',
  hiddenPassword: 'Password of the hidden text: ',
  textHidden: 'The text is hidden in {file}.',
};

const zh: Record<keyof typeof en, string> = {
  registered: '已注册并登录:{name}({account})。',
  signedIn: '已登录:{name}({account})。',
  signedInElsewhereEnded: '{device} 上的登录已被结束。',
  signedOut: '已退出登录。',
  requested: '已向 {name} 发出好友请求。',
  added: '{name} 现在是你的好友。',
  refused: '已拒绝 {name}。',
  noRequests: '没有好友请求。',
  incoming: '来自 {name}:{greeting} [{state}]',
  outgoing: '发给 {name}:{greeting} [{state}]',
  sent: '已发送。',
  notSignedIn: '未登录。',
  statusOnline: '{name}({account})在 {server}:在线,{unread} 条未读',
  statusOffline: '{name}({account})在 {server}:离线,{unread} 条未读',
  statusEnded: '{name}({account})在 {server}:已退出,{unread} 条未读',
  clock: '这台电脑的时钟是 {here};证书的有效期从 {from} 到 {to}。',
  me: '我',
  password: '密码:',
  recoveryCode: '恢复码:{code}\n请抄在纸上保存。忘记密码时,只有它能再打开这个账号。',
  safety: '与 {name} 的安全码(尚未核对):\n{number}\n证书 {fingerprint}',
  safetyVerified: '与 {name} 的安全码(已核对):\n{number}\n证书 {fingerprint}',
  safetyChanged: '与 {name} 的安全码。核对之后对方密钥已更换,暂停发送:\n{number}\n证书 {fingerprint}',
  verified: '已标记为与 {name} 核对过。',
  login: '{time} {device} {address}:{outcome}',
  deleted: '账号已注销。',
  device: '{name},{since} 加入,最近在线 {lastSeen}',
  thisDevice: '{name}(本机),{since} 加入,最近在线 {lastSeen}',
  newDevice: '* {name} 使用了新设备。',
  newDeviceVerified: '* {name}(密钥已核对)使用了新设备,密钥没有变。',
  keysChanged: '* 从这里起,{name} 使用新的密钥。',
  unreadable: '* 与 {name} 的一条消息无法解密。',
  missing: '* 与 {name} 的消息缺少 {count} 条。',
  recalled: '* {name} 撤回了一条消息。',
  nudge: '* {name} 抖了一下窗口。',
  notice: '* {name} 的公告:{text}',
  roomEvent: '* {name}:{event}',
  contact: '{name}({account}),{presence}{group}{remark}',
  noContacts: '还没有好友。',
  remarkSet: '{name} 的备注是 {remark}。',
  remarkGone: '{name} 没有备注了。',
  groupSet: '{name} 在分组 {group} 中。',
  groupGone: '{name} 不在任何分组中。',
  removed: '{name} 不再是好友。',
  blocked: '已屏蔽 {name}。',
  unblocked: '已取消屏蔽 {name}。',
  link: '{link}',
  presenceSet: '好友看到的状态:{presence}',
  room: '{name}({number}),{members} 名成员,{unread} 条未读',
  noRooms: '不在任何群中。',
  roomCreated: '已创建 {name}({number})。',
  joined: '已加入 {name}({number})。',
  askedToJoin: '已申请加入 {name}({number})。',
  roomLeft: '已退出 {name}。',
  member: '{name}({account}),{role},{presence}{card}',
  memberAdded: '{name} 已在 {room} 中。',
  memberRemoved: '{name} 已不在 {room} 中。',
  file: '{time} {from},{chat}:{name}({size},{kind})[{state}] {id}',
  noFiles: '没有文件。',
  fileSaved: '{name} 在 {folder} 中。',
  attached: '[{kind}:{name},{size}]',
  transferWaiting: '等待中',
  transferRunning: '{percent}%,共 {total}{speed}',
  transferChecking: '校验中',
  hiddenPassword: '隐藏文字的密码:',
  textHidden: '文字已藏入 {file}。',
};

export type TextName = keyof typeof en;

export interface Texts {
  say(name: TextName, values?: Record<string, string | number>): string;
  error(code: string): string;
  /** what an error's `details.problem` says */
  problem(problem: string): string | undefined;
  /** of so many bytes */
  size(bytes: number): string;
}

/** The program's texts in that language. */
export function textsIn(language: Language): Texts {
  const texts = language === 'zh-CN' ? zh : en;
  return {
    say: (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? '')),
    error: (code) => errorText(language, code),
    problem: (problem) => problemText(language, problem),
    size: (bytes) => sizeText(language, bytes),
  };
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function sizeText(language: Language, bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const format = {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** power);
}
