import type { ContractErrorCode } from '../contract/errors.ts';
import type { Language } from '../contract/model.ts';

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
  me: 'me',
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
  me: '我',
};

type ErrorText = ContractErrorCode | 'profile-in-use' | 'no-password' | 'password-file';

const errorsEn: Partial<Record<ErrorText, string>> = {
  'bad-credentials': 'Name or password wrong.',
  'bad-token': 'Not signed in any more: log in again.',
  'session-ended': 'Another login has ended this session: log in again.',
  'no-session': 'Not signed in: log in first.',
  unreachable: 'The server cannot be reached.',
  offline: 'No connection to the server.',
  'not-miyu': 'What answers there is not a Miyu server.',
  version: 'The server speaks another version of Miyu.',
  'server-changed': 'This is not the server that was trusted before. Nothing was sent to it.',
  'bad-address': 'No usable server address: give --server with the invitation link.',
  timeout: 'No answer in time.',
  'not-found': 'Nobody is known by that name.',
  oneself: 'That is yourself.',
  'already-friends': 'You are friends already.',
  'already-requested': 'You have asked already.',
  'not-friends': 'You are not friends.',
  'queue-full': 'The other side has too many messages waiting.',
  'rate-limited': 'Too many of these; try again a little later.',
  'registration-closed': 'This server takes no registrations.',
  'invalid-fields': 'Refused fields:',
  'too-many': 'The limit is reached.',
  'too-many-devices': 'This account has as many devices as it may have.',
  storage: 'The local history cannot be read or written.',
  'invalid-argument': 'An argument is too long or empty.',
  'profile-in-use': 'Another Miyu is using this profile.',
  'no-password': 'Give the password by --password-stdin or --password-file.',
  'password-file': 'The password file cannot be read.',
};

const errorsZh: typeof errorsEn = {
  'bad-credentials': '用户名或密码错误。',
  'bad-token': '登录已失效,请重新登录。',
  'session-ended': '此登录已被另一处登录结束,请重新登录。',
  'no-session': '未登录,请先登录。',
  unreachable: '无法连接到服务器。',
  offline: '与服务器没有连接。',
  'not-miyu': '对方不是密语服务器。',
  version: '服务器的密语版本不同。',
  'server-changed': '这不是之前信任的服务器,没有向它发送任何内容。',
  'bad-address': '没有可用的服务器地址:请用 --server 给出邀请链接。',
  timeout: '等待超时。',
  'not-found': '没有找到这个人。',
  oneself: '这是你自己。',
  'already-friends': '你们已经是好友。',
  'already-requested': '你已发出过请求。',
  'not-friends': '你们不是好友。',
  'queue-full': '对方待收的消息太多。',
  'rate-limited': '操作太频繁,请稍后再试。',
  'registration-closed': '此服务器不开放注册。',
  'invalid-fields': '以下各项不符合要求:',
  'too-many': '已达到上限。',
  'too-many-devices': '此账号的设备数已达上限。',
  storage: '本地记录无法读写。',
  'invalid-argument': '有参数为空或过长。',
  'profile-in-use': '另一个密语正在使用此目录。',
  'no-password': '请用 --password-stdin 或 --password-file 给出密码。',
  'password-file': '无法读取密码文件。',
};

export type TextName = keyof typeof en;

export interface Texts {
  say(name: TextName, values?: Record<string, string | number>): string;
  error(code: string): string;
}

/** The program's texts in that language. */
export function textsIn(language: Language): Texts {
  const [texts, errors] = language === 'zh-CN' ? [zh, errorsZh] : [en, errorsEn];
  return {
    say: (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? '')),
    error: (code) => errors[code as ErrorText] ?? code,
  };
}

/** The language that `LANG` and its like ask for. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const wanted = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
