import { countWords, shareWords } from './count.words.js';

it('writes counts with marks between thousands', () => {
  expect(countWords(1_234_567, 'en')).toBe('1,234,567');
});

it.each([
  [0, '0%'],
  [0.0001, '< 0.1%'],
  [0.12345, '12.3%'],
  [0.9996, '> 99.9%'],
  [1, '100%'],
  [1.2, '120%'],
])('writes the share %d as %s', (share, words) => {
  expect(shareWords(share, 'en')).toBe(words);
});
