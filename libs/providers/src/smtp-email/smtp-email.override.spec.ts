import type { JsonObject, JsonValue } from '#herald/channel-provider';
import { readSmtpFields } from './smtp-email.override.js';

const read = (fields: JsonObject) => readSmtpFields({ config: {}, fields });

describe('readSmtpFields', () => {
  it('reads names in any case and gives them their own spelling', () => {
    expect(read({ REPLYTO: 'Help <help@shop.example>', Subject: 'Hello' })).toEqual({
      fields: { replyTo: 'help@shop.example', subject: 'Hello' },
      faults: [],
    });
  });

  const refused: [why: string, fields: JsonObject, path: string, message: RegExp][] = [
    ['a field that would read a file', { path: '/etc/passwd' }, 'path', /read files/],
    ['an address that would be fetched', { href: 'http://169.254.169.254/' }, 'href', /read files/],
    ['a ready-made message', { raw: 'From: x' }, 'raw', /read files/],
    ['alternatives', { alternatives: [{ path: '/etc/passwd' }] }, 'alternatives', /read files/],
    ['an unknown field', { colour: 'red' }, 'colour', /not a field.*subject/],
    ['a field named like a member of Object', { toString: 'x', hasOwnProperty: 'y' }, 'toString', /not a field/],
    ['an object as text', { text: { path: '/etc/passwd' } }, 'text', /must be text/],
    ['an object as html', { html: { href: 'http://127.0.0.1/' } }, 'html', /must be text/],
    ['a subject of two lines', { subject: 'a\r\nBcc: all@example.com' }, 'subject', /one line/],
    ['a sender of two lines', { fromName: 'a\nb' }, 'fromName', /one line/],
    ['a sender that is no address', { from: 'orders' }, 'from', /one e-mail address/],
    ['two senders', { from: 'a@shop.example, b@shop.example' }, 'from', /one e-mail address/],
    ['a copy that is no address', { cc: ['cc@example.com', 7] }, 'cc', /e-mail address or an array/],
    ['a list in one text', { bcc: 'a@example.com,b@example.com' }, 'bcc', /e-mail address or an array/],
    ['headers that are no object', { headers: ['a'] }, 'headers', /object/],
    ['a header name with a colon', { headers: { 'a: b': 'c' } }, 'headers', /no header name/],
    ['a header of two lines', { headers: { 'X-A': 'a\r\nBcc: b' } }, 'headers', /one line/],
    ['a header that is no text', { headers: { 'X-A': { value: 'a' } } }, 'headers', /one line/],
    ['the message id', { headers: { 'Message-Id': '<a@b>' } }, 'headers', /set/],
    ['a blind copy by header', { headers: { BCC: 'all@example.com' } }, 'headers', /set/],
    ['the content type', { headers: { 'content-type': 'text/html' } }, 'headers', /set/],
  ];
  it.each(refused)('refuses %s', (_why, fields, path, message) => {
    const { faults } = read(fields);
    expect(faults[0]).toEqual({ path, message: expect.stringMatching(message) });
  });

  const badAttachments: [why: string, attachment: JsonValue, message: RegExp][] = [
    ['a path', { filename: 'a', path: '/etc/passwd' }, /"path" is not allowed/],
    ['an href', { filename: 'a', content: '', href: 'http://127.0.0.1/' }, /"href" is not allowed/],
    ['raw content', { filename: 'a', raw: 'x' }, /"raw" is not allowed/],
    ['content as an object', { filename: 'a', content: { path: '/etc/passwd' } }, /content must be text/],
    ['no name', { content: 'x' }, /filename/],
    ['another encoding', { filename: 'a', content: 'x', encoding: 'hex' }, /encoding/],
    ['a content type of two lines', { filename: 'a', content: 'x', contentType: 'text/plain\r\nX: y' }, /contentType/],
    ['an odd content id', { filename: 'a', content: 'x', cid: '<a> b' }, /cid/],
    ['text', 'bill.pdf', /must be an object/],
  ];
  it.each(badAttachments)('refuses an attachment with %s', (_why, attachment, message) => {
    const { faults, fields } = read({ attachments: [attachment] });
    expect(faults).toEqual([{ path: 'attachments', message: expect.stringMatching(message) }]);
    expect(fields).toEqual({});
  });

  it('names every fault at once', () => {
    expect(read({ raw: 'x', subject: 7, to: 'ada@example.com' }).faults.map(({ path }) => path)).toEqual([
      'raw',
      'subject',
    ]);
  });
});
