import { describe, expect, it } from 'vitest';
import { hidesSomething, isOfToday, mixesScripts, showsSomething, skeleton } from '../../../protocol/index.ts';

describe('the skeleton', () => {
  it.each([
    ['admin', 'аdmin'], // Cyrillic а
    ['paul', 'pau1'],
    ['paul', 'pauI'],
    ['zoo', 'z00'],
    ['café', 'cafe'],
    ['zøe', 'zoe'],
    ['modern', 'modem'],
    ['ΑΒΕ', 'ABE'],
    ['OO', 'ОΟ'], // Cyrillic and Greek, capital
    ['oo', 'ОΟ'],
    ['boat', 'ВОАТ'], // all Cyrillic
    ['HAT', 'нат'], // small Cyrillic
    ['power', 'ᴘᴏᴡᴇʀ'],
    ['DOT', 'ᎠᎾᎢ'], // Cherokee
    ['LISU', 'ꓡꓲꓢꓴ'], // Lisu
    ['ming', 'mi\u3164ng'],
    ['ming', 'ming\u2800'],
    ['ming', 'mi\u200bng\u00ad'],
    ['Class 7B', 'Class7B'],
    ['ｍｉｎｇ', 'ming'],
    ['wave', 'vvave'],
  ])('of %s is that of %s', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });

  it.each([
    ...[
      '力カ',
      '口ロ',
      '二ニ',
      '工エ',
      '一ー',
      '八ハ',
      '卜ト',
      '夕タ',
      '土士',
      '亻イ',
      '口囗',
      '儿ㄦ',
      '丿ノ',
      '一ㅡ',
      '丨ㅣ',
    ],
    ...[
      '千チ',
      '又ヌ',
      '才オ',
      '匕ヒ',
      'りリ',
      'へヘ',
      '日曰',
      '己已',
      '己巳',
      '未末',
      '戶戸',
      '啓啟',
      '柿杮',
      '郎郞',
      '黒黑',
    ],
    ...[
      '力ㄌ',
      '一ㄧ',
      '〇O',
      '鎮鎭',
      '絕絶',
      '晚晩',
      '媯嬀',
      '値值',
      '併倂',
      '研硏',
      '隸隷',
      '蘷虁',
      '贛𥫔',
      '填塡',
      '戶戸',
    ],
  ])('unites %s', (pair) => {
    const [one = '', other = ''] = pair;
    expect(skeleton(`小${one}`)).toBe(skeleton(`小${other}`));
  });

  it.each([
    ['小明', '小朋'],
    ['user1', 'user2'],
    ['ali', 'all'],
    ['user10', 'user01'],
    ['がく', 'かく'],
    ['कि', 'की'],
    ['大', '太'],
  ])('of %s is not that of %s', (one, other) => {
    expect(skeleton(one)).not.toBe(skeleton(other));
  });
});

describe('a name', () => {
  it.each(['', ' ', '\u3164', '\u2800\u2800', '\u200b', '\u115f\u1160', '\uffa0', '\u0301', '\u00a0\u3000', '\ue000'])(
    'of %j shows nothing',
    (text) => {
      expect(showsSomething(text)).toBe(false);
    },
  );

  it.each(['a', '明', '😀', '…', '١', 'ก'])('of %s shows something', (text) => {
    expect(showsSomething(text)).toBe(true);
  });

  it.each(['mi\u3164ng', 'a\u2800', 'a\u00ad', 'a\u200db', 'a\u034fb', 'a\u180eb', 'a\u{e0061}', '\u2060a', '\ue000'])(
    'of %j hides something',
    (text) => {
      expect(hidesSomething(text)).toBe(true);
    },
  );

  it.each(['小明', '👨‍👩‍👧‍👦 family', '❤️', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'क्‍ष', '葛\u{e0100}城'])(
    'of %s hides nothing',
    (text) => {
      expect(hidesSomething(text)).toBe(false);
    },
  );

  it.each(['Иvan', 'Ωmega', 'аdmin', '小明Иван', 'ᎠᎡ', 'ꓡꓲ', '한カ', 'मming'])('of %s mixes scripts', (text) => {
    expect(mixesScripts(text)).toBe(true);
  });

  it.each(['小明Ming_7', 'カタカナ力ab', '한국어漢a', 'Иван_7', 'Физика для class 7', 'नमस्ते', 'مریم'])(
    'of %s does not',
    (text) => {
      expect(mixesScripts(text)).toBe(false);
    },
  );

  it.each(['ᴘᴏᴡᴇʀ', 'ᎠᎾᎢ', 'ꓡꓲꓢꓴ', 'ɑdmin', '𐌰𐌱'])('of %s is of other times or of few people', (text) => {
    expect(isOfToday(text)).toBe(false);
  });

  it.each(['Zoë', 'đặng', '小明', '𬭎䶮', 'Иван', '❤️ 1️⃣', '한국어', 'ñandú'])('of %s is of today', (text) => {
    expect(isOfToday(text)).toBe(true);
  });
});
