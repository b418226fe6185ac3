/*
 * What people who speak Chinese build passwords from and no list of leaked passwords holds whole: numbers that sound
 * like words, short sentences in pinyin, and names. The commonest come first, as guessers try them in that order.
 */

/** 520 sounds like "I love you", 1314 like "all our lives". */
export const NUMBER_WORDS = [
  ...['520', '1314', '5201314', '1314520', '521', '5211314', '1314521', '520520', '13145200', '7758521', '7758258'],
  ...['666', '888', '668', '168', '1688', '518', '5188', '999', '777', '8888', '6666', '66668888', '88886666', '9527'],
  ...['110', '119', '120', '10086', '10010', '147258', '159357', '147258369', '741852963', '789456123', '987654321'],
];

export const PINYIN_WORDS = [
  ...[
    'woaini',
    'woai',
    'aini',
    'woaiwo',
    'wo',
    'ai',
    'ni',
    'nihao',
    'mima',
    'wodemima',
    'miyu',
    'woaiziji',
    'woaiwojia',
  ],
  ...[
    'woshishui',
    'woxihuanni',
    'xihuanni',
    'woxiangni',
    'xiangni',
    'woaimama',
    'woaibaba',
    'mama',
    'baba',
    'laopo',
    'laogong',
  ],
  ...[
    'baobei',
    'baobao',
    'qinaide',
    'zhongguo',
    'beijing',
    'shanghai',
    'woshi',
    'caonima',
    'nima',
    'qunima',
    'wocao',
    'haha',
  ],
  ...[
    'hehe',
    'xixi',
    'wangji',
    'wangjile',
    'wojile',
    'tiantian',
    'kaixin',
    'kuaile',
    'xingfu',
    'aiqing',
    'yongyuan',
    'tianshi',
  ],
  ...[
    'gongxi',
    'facai',
    'gongxifacai',
    'jiayou',
    'zhendeaini',
    'aiwo',
    'nishishui',
    'wangba',
    'shabi',
    'sha',
    'zhanghao',
    'denglu',
  ],
  ...[
    'weixin',
    'taobao',
    'zhifubao',
    'baidu',
    'tengxun',
    'qq',
    'guanliyuan',
    'xuesheng',
    'laoshi',
    'tongxue',
    'pengyou',
    'meinv',
  ],
];

const SURNAMES = (
  'wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang deng han feng ' +
  'cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao fu zhong cui tan liao fan jin xia'
).split(' ');

const GIVEN_NAMES = (
  'wei ming jie fang na min jing li qiang lei jun yang yong yan juan tao chao ping gang hong hua xin ying bo bin hao yu kai lin ' +
  'peng fei long xue mei dan lan hui xia yun zhi jian guo dong feng liang cheng rui bing ning qi yi meng ting jia xiang xuan ' +
  'xiaoming xiaohong xiaoli xiaofang xiaolong xiaojun jianguo jianhua weiming zhiqiang xiuying guihua zihan yuxuan haoran'
).split(' ');

/** As "wangwei" and "xiaoming": surname and given name, and what friends call each other. */
export const PINYIN_NAMES: readonly string[] = [
  ...GIVEN_NAMES.map((given) => `xiao${given}`),
  ...GIVEN_NAMES.filter((given) => given.length > 4),
  ...SURNAMES.flatMap((surname, rank) =>
    GIVEN_NAMES.map((given, next) => ({ name: surname + given, rank: rank + next })),
  )
    .sort((one, other) => one.rank - other.rank)
    .map(({ name }) => name),
  ...SURNAMES,
];
