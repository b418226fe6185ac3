import type { HidingProblem, PictureProblem } from '../contract/attachment.ts';
import type { ContractErrorCode } from '../contract/errors.ts';
import type { Language } from '../contract/settings.ts';
import type { CliErrorCode } from './cli-error.ts';

type ErrorText = ContractErrorCode | CliErrorCode | 'profile-in-use' | 'no-password' | 'password-file';

const errorsEn: Partial<Record<ErrorText, string>> = {
  'bad-credentials': 'Name or password wrong.',
  'no-vault':
    'The server has no keys of this account. On its first sign-in, or after a reset, go on with --new-keys. Otherwise it withholds them: new keys would end your history there.',
  'weak-hashing':
    'The server asks for the password in a form that is easier to guess than before, or meant for another server. Nothing was sent.',
  'bad-token': 'Not signed in any more: log in again.',
  'session-ended': 'Another login has ended this session: log in again.',
  'no-session': 'Not signed in: log in first.',
  unreachable: 'The server cannot be reached.',
  offline: 'No connection to the server.',
  'not-miyu': 'What answers there is not a Miyu server.',
  version: 'The server speaks another version of Miyu.',
  'server-changed': 'This is not the server that was trusted before. Nothing was sent to it.',
  'wrong-clock':
    'A certificate of the server is not valid at the time that the clock here shows. Nothing was sent. Set the clock; if it is right, tell the server admin.',
  'server-moved': 'This server is known at another address. Where it really has moved, go on with --moved.',
  'bad-address': 'No usable server address: give --server with the invitation link.',
  timeout: 'No answer in time.',
  'not-found': 'Nobody and nothing is known by that name.',
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
  'not-allowed': 'Your role in the room does not allow that.',
  muted: 'An admin has muted you, or everybody.',
  'already-member': 'They belong to the room already.',
  'room-closed': 'That room takes nobody in by its number.',
  'room-changed': 'Somebody has just changed the room: try again.',
  'in-rooms': 'Hand over the rooms you own first.',
  'bad-room': 'The server showed a room that its members did not sign.',
  'vault-changed': 'Another device was quicker: try again.',
  'invalid-argument': 'An argument is too long or empty.',
  'profile-in-use': 'Another Miyu is using this profile.',
  'no-password': 'Give the password by --password-file, --password-stdin or MIYU_PASSWORD.',
  'password-file': 'The password file cannot be read.',
  'not-attached': 'The connection for files was not ready: try again.',
  'quota-full': 'There is no place left for files on the server.',
  'over-quota': 'The file is larger than all the place you have on the server.',
  'too-many-files': 'You have too many files on the server.',
  'server-full': 'The server has no place left for files.',
  'blob-incomplete': 'The server does not have the whole file: try again.',
  'blob-complete': 'The server has the file already.',
  'empty-file': 'That is an empty file, or a folder.',
  'too-large': 'The file is too large: at most 64 GiB.',
  'disk-full': 'The disk of this machine is full.',
  'file-gone': 'The file is not there, or cannot be read.',
  'file-expired': 'The server has deleted the file, and it is not here.',
  'not-opened': 'Nothing here opens that file, or it is a program.',
  'not-picture': 'It cannot be sent as a picture. As a file it can:',
  'not-voice': 'That is no recording that can be played.',
  'not-hidden': 'That picture can hide no text:',
  'nothing-hidden': 'No text is hidden there, or it has another password.',
  cancelled: 'Given up.',
  damaged: 'What came is not what was sent: try again.',
  lost: 'What was to be sent is not there any more.',
  refused: 'The server does not take the file.',
  'no-text': 'Give the text by --text or --text-file.',
  'text-file': 'The file with the text cannot be read.',
  profile: 'The folder of the profile cannot be used.',
  'out-file': 'The new picture cannot be written there.',
};

const errorsZh: typeof errorsEn = {
  'bad-credentials': '用户名或密码错误。',
  'bad-token': '登录已失效,请重新登录。',
  'no-vault':
    '服务器上没有此账号的密钥。如果是首次登录或刚被重置,请加上 --new-keys 继续;否则是服务器扣下了密钥,新密钥会使那里的旧消息无法读取。',
  'weak-hashing': '服务器要求以更容易被猜出、或属于另一台服务器的方式处理密码。什么都没有发出。',
  'session-ended': '此登录已被另一处登录结束,请重新登录。',
  'no-session': '未登录,请先登录。',
  unreachable: '无法连接到服务器。',
  offline: '与服务器没有连接。',
  'not-miyu': '对方不是密语服务器。',
  version: '服务器的密语版本不同。',
  'server-changed': '这不是之前信任的服务器,没有向它发送任何内容。',
  'wrong-clock':
    '按这台电脑的时钟,服务器的证书不在有效期内。什么都没有发出。请校准时钟;如果时钟没有错,请告诉服务器管理员。',
  'server-moved': '这台服务器原来在另一个地址。确实换了地址的话,请加上 --moved 继续。',
  'bad-address': '没有可用的服务器地址:请用 --server 给出邀请链接。',
  timeout: '等待超时。',
  'not-found': '没有找到。',
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
  'not-allowed': '你在群里的身份不能这样做。',
  muted: '管理员已将你或全体禁言。',
  'already-member': '已经是群成员。',
  'room-closed': '该群不能通过群号加入。',
  'room-changed': '群刚刚有变动,请重试。',
  'in-rooms': '请先转让你拥有的群。',
  'bad-room': '服务器给出的群没有成员的签名。',
  'vault-changed': '另一台设备刚刚修改过,请重试。',
  'invalid-argument': '有参数为空或过长。',
  'profile-in-use': '另一个密语正在使用此目录。',
  'no-password': '请用 --password-file、--password-stdin 或 MIYU_PASSWORD 给出密码。',
  'password-file': '无法读取密码文件。',
  'not-attached': '文件传输连接尚未就绪,请重试。',
  'quota-full': '服务器上的文件空间已满。',
  'over-quota': '文件比你在服务器上的全部空间还大。',
  'too-many-files': '你在服务器上的文件太多。',
  'server-full': '服务器的文件空间已满。',
  'blob-incomplete': '服务器上的文件不完整,请重试。',
  'blob-complete': '文件已经在服务器上。',
  'empty-file': '这个文件是空的,或者是一个文件夹。',
  'too-large': '文件太大,最多 64 GiB。',
  'disk-full': '本机磁盘已满。',
  'file-gone': '文件不在那里,或者无法读取。',
  'file-expired': '服务器已删除此文件,本机也没有。',
  'not-opened': '这里没有能打开它的程序,或者它本身是程序。',
  'not-picture': '它不能作为图片发送,但可以作为文件发送:',
  'not-voice': '这不是可以播放的录音。',
  'not-hidden': '这张图片不能藏文字:',
  'nothing-hidden': '没有藏文字,或者密码不对。',
  cancelled: '已取消。',
  damaged: '收到的内容与发出的不同,请重试。',
  lost: '要发送的文件已不在了。',
  refused: '服务器不接收此文件。',
  'no-text': '请用 --text 或 --text-file 给出文字。',
  'text-file': '无法读取文字所在的文件。',
  profile: '无法使用配置所在的目录。',
  'out-file': '无法在那里写入新图片。',
};

/** What `details.problem` of an error says. */
type ProblemText = PictureProblem | HidingProblem | 'too-long' | 'malformed';

const problemsEn: Record<ProblemText, string> = {
  'too-many-pixels': 'it has more than 50 million pixels',
  'too-large': 'it is too large',
  broken: 'it is damaged, or no picture',
  'not-png': 'it is no PNG',
  interlaced: 'it is interlaced',
  animated: 'it is animated',
  palette: 'its colours are in a palette',
  unsupported: 'its format is not read here',
  'few-shades': 'it has too few shades',
  'too-long': 'the text is too long for it',
  malformed: 'what is hidden in it cannot be read',
};

const problemsZh: typeof problemsEn = {
  'too-many-pixels': '超过五千万像素',
  'too-large': '太大',
  broken: '已损坏,或者不是图片',
  'not-png': '不是 PNG',
  interlaced: '是隔行扫描的图片',
  animated: '是动画',
  palette: '使用调色板',
  unsupported: '本机不支持这种格式',
  'few-shades': '颜色层次太少',
  'too-long': '文字太长,放不下',
  malformed: '其中隐藏的内容无法读取',
};

/** What is the matter, in more detail; undefined where there are no words for it. */
export function problemText(language: Language, problem: string): string | undefined {
  const problems = language === 'zh-CN' ? problemsZh : problemsEn;
  return problems[problem as ProblemText];
}

/** What an error is in that language; the code itself where there are no words for it. */
export function errorText(language: Language, code: string): string {
  const errors = language === 'zh-CN' ? errorsZh : errorsEn;
  return errors[code as ErrorText] ?? code;
}
