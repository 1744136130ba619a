import { DISCARD_CODES, discardReason } from './discard.reason.js';

describe('discardReason', () => {
  it.each(DISCARD_CODES)('%s has an explanation and a next step, both whole sentences', (code) => {
    const reason = discardReason(code);
    expect(reason).toEqual({ code, explanation: expect.any(String), nextStep: expect.any(String) });
    expect(reason.explanation).toMatch(/^[A-Z].{10,}\.$/);
    expect(reason.nextStep).toMatch(/^[A-Z].{8,}\.$/);
  });

  it('names no code twice', () => {
    expect(new Set(DISCARD_CODES).size).toBe(DISCARD_CODES.length);
    expect(DISCARD_CODES.length).toBeGreaterThan(20);
  });

  it("takes the vendor's code and closer words, one by one", () => {
    const standard = discardReason('content_invalid');
    expect(discardReason('content_invalid', { providerCode: '63021', nextStep: 'Shorten it.' })).toEqual({
      code: 'content_invalid',
      providerCode: '63021',
      explanation: standard.explanation,
      nextStep: 'Shorten it.',
    });
  });

  it('leaves out a code that the vendor did not give', () => {
    expect(discardReason('undelivered', { explanation: 'Lost.' })).not.toHaveProperty('providerCode');
  });

  it('gives a reason that nobody else holds', () => {
    const first = discardReason('expired');
    first.explanation = 'changed';
    expect(discardReason('expired').explanation).not.toBe('changed');
  });
});
