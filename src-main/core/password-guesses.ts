import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { NUMBER_WORDS, PINYIN_NAMES, PINYIN_WORDS } from './chinese-passwords.ts';

/** Code units that are looked at: the time grows with the square of the length, and so much is enough to judge by. */
const LONGEST = 32;

const estimator = new ZxcvbnFactory({
  dictionary: { ...dictionary, numberWords: NUMBER_WORDS, pinyinWords: PINYIN_WORDS, pinyinNames: [...PINYIN_NAMES] },
  graphs: adjacencyGraphs,
  maxLength: LONGEST,
});

/**
 * How many guesses find the password when they are tried by what people are known to use: leaked passwords, words,
 * names, dates, walks over the keyboard, repetitions. `about`: what a guesser knows of the person, the likeliest first.
 */
export function countGuesses(password: string, about: string[]): number {
  return estimator.check(password.normalize('NFKC').slice(0, LONGEST), about).guesses;
}
