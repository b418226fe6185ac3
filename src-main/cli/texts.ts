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
  password: 'Password: ',
  recoveryCode:
    'Recovery code: {code}\nKeep it on paper. Only this code opens the account again when the password is forgotten.',
  safety: 'Safety number with {name} (not compared yet):\n{number}\nCertificate {fingerprint}',
  safetyVerified: 'Safety number with {name} (compared):\n{number}\nCertificate {fingerprint}',
  safetyChanged:
    'Safety number with {name}. THEIR KEYS HAVE CHANGED since it was compared, nothing is sent:\n{number}\nCertificate {fingerprint}',
  verified: '{name} is marked as compared.',
  device: '{name}, since {since}, last seen {lastSeen}',
  thisDevice: '{name} (this one), since {since}, last seen {lastSeen}',
  keysChanged: '* The keys of {name} are new from here on.',
  unreadable: '* A message with {name} could not be decrypted.',
  missing: '* Messages with {name} are missing: {count}',
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
  password: '密码:',
  recoveryCode: '恢复码:{code}\n请抄在纸上保存。忘记密码时,只有它能再打开这个账号。',
  safety: '与 {name} 的安全码(尚未核对):\n{number}\n证书 {fingerprint}',
  safetyVerified: '与 {name} 的安全码(已核对):\n{number}\n证书 {fingerprint}',
  safetyChanged: '与 {name} 的安全码。核对之后对方密钥已更换,暂停发送:\n{number}\n证书 {fingerprint}',
  verified: '已标记为与 {name} 核对过。',
  device: '{name},{since} 加入,最近在线 {lastSeen}',
  thisDevice: '{name}(本机),{since} 加入,最近在线 {lastSeen}',
  keysChanged: '* 从这里起,{name} 使用新的密钥。',
  unreadable: '* 与 {name} 的一条消息无法解密。',
  missing: '* 与 {name} 的消息缺少 {count} 条。',
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
  locked: 'The account opens with its password only.',
  'bad-code': 'The code is mistyped or incomplete.',
  'no-keys': 'They have no keys yet: they have never signed in.',
  'keys-changed':
    'Their keys have changed since you compared them. Nothing was sent: compare again (safety), then verify.',
  'bad-keys': 'The server showed keys that it or their owner did not sign. Nothing was sent.',
  'invalid-argument': 'An argument is too long or empty.',
  'profile-in-use': 'Another Miyu is using this profile.',
  'no-password': 'Give the password by --password-file, --password-stdin or MIYU_PASSWORD.',
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
  locked: '此账号只能用密码打开。',
  'bad-code': '恢复码有误或不完整。',
  'no-keys': '对方从未登录,还没有密钥。',
  'keys-changed': '核对之后对方密钥已更换。消息没有发出:请再次核对(safety),然后 verify。',
  'bad-keys': '服务器给出的密钥没有正确的签名。消息没有发出。',
  'invalid-argument': '有参数为空或过长。',
  'profile-in-use': '另一个密语正在使用此目录。',
  'no-password': '请用 --password-file、--password-stdin 或 MIYU_PASSWORD 给出密码。',
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
