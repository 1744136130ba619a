import { asSentence, channelWords, propertyWords } from './channel.words.js';

describe('Words for names in data', () => {
  it.each([
    ['sms', 'SMS'],
    ['email', 'Email'],
    ['web_push', 'Web push'],
  ])('says the channel %s as %s', (channel, words) => {
    expect(channelWords(channel)).toBe(words);
  });

  it('writes a channel as the labels of its providers do', () => {
    expect(channelWords('pushover', ['Acme e-mail', 'Acme PushOver (beta)'])).toBe('PushOver');
    expect(channelWords('sms', ['Acme'])).toBe('SMS');
  });

  it.each([
    ['phoneNumber', 'Phone number'],
    ['email', 'Email'],
    ['line2Id', 'Line2 id'],
  ])('says the property %s as %s', (name, words) => {
    expect(propertyWords(name)).toBe(words);
  });

  it('begins a sentence, also an empty one', () => {
    expect([asSentence('must be text'), asSentence('')]).toEqual(['Must be text', '']);
  });
});
