import {
  type ArrivedMessage,
  type SentMessage,
  type ShownDelivery,
  inDoubtThoughServed,
  judgeByLedger,
} from './ledger.judge.js';

const TEXT = 'message 1';

describe('judgeByLedger', () => {
  const sent: SentMessage = { text: TEXT, to: '+12025550100', requestId: 'request', acknowledgedAtMs: 1_000 };
  const arrived: ArrivedMessage = { sid: 'SM1', text: TEXT, arrivedMs: 2_000, status: 'seen', callbacks: [] };
  const shown: ShownDelivery = {
    id: 'delivery',
    startedAtMs: [1_500],
    status: 'seen',
    providerMessageId: 'SM1',
    reason: null,
    attempts: [{ outcome: 'accepted', duplicateRisk: false }],
    settledAtMs: 2_500,
  };
  const unknown: ShownDelivery = { ...shown, attempts: [{ outcome: 'unknown', duplicateRisk: false }] };
  const resent: ShownDelivery = {
    ...shown,
    attempts: [
      { outcome: 'unknown', duplicateRisk: false },
      { outcome: 'accepted', duplicateRisk: true },
    ],
  };
  const twice = [arrived, { ...arrived, sid: 'SM2' }];
  const reason = { code: 'poison' as const, explanation: '', nextStep: '' };

  const judged = (copies: ArrivedMessage[], deliveries: ShownDelivery[], messages = [sent]) =>
    judgeByLedger(messages, copies, new Map([['request', deliveries]]));

  const GOOD = {
    acknowledged: 1,
    lost: [],
    unsettled: [],
    discarded: [],
    flaggedDuplicates: 0,
    unflaggedDuplicates: [],
    wrongAdoptions: [],
    wrongStatuses: [],
    unknown: { callback: 0, list: 0, resend: 0 },
  };

  it('finds nothing wrong with what arrived once and is shown as it is', () => {
    expect(judged([arrived], [shown])).toEqual(GOOD);
  });

  it.each<[string, ArrivedMessage[], ShownDelivery[], object]>([
    ['never arrived, whatever Herald says', [], [shown], { lost: [TEXT] }],
    ['is not to be found', [arrived], [], { unsettled: [TEXT] }],
    ['is still pending', [arrived], [{ ...shown, status: 'pending', settledAtMs: null }], { unsettled: [TEXT] }],
    ['was discarded without a reason', [], [{ ...shown, status: 'discarded' }], { lost: [TEXT] }],
    ['arrived twice', twice, [shown], { unflaggedDuplicates: [TEXT] }],
    [
      'arrived three times, flagged once',
      [...twice, arrived],
      [resent],
      { unflaggedDuplicates: [TEXT], flaggedDuplicates: 1 },
    ],
    ['took a stranger for its own', [arrived], [{ ...shown, providerMessageId: 'SM9' }], { wrongAdoptions: [TEXT] }],
    [
      'has less than it was told',
      [{ ...arrived, callbacks: [{ status: 'seen', atMs: 1 }] }],
      [{ ...shown, status: 'delivered' }],
      { wrongStatuses: [TEXT] },
    ],
    ['has more than happened', [{ ...arrived, status: 'sent' }], [shown], { wrongStatuses: [TEXT] }],
  ])('finds a message that %s', (_, copies, deliveries, fault) => {
    expect(judged(copies, deliveries)).toMatchObject(fault);
  });

  it('counts a double as flagged when an attempt says that it may be one', () => {
    expect(judged(twice, [resent])).toMatchObject({ flaggedDuplicates: 1, unflaggedDuplicates: [] });
  });

  it('counts doubles of what was never acknowledged, and does not miss it', () => {
    const silent = { ...sent, requestId: undefined };
    expect(judged(twice, [], [silent])).toMatchObject({ lost: [], unflaggedDuplicates: [TEXT], acknowledged: 0 });
  });

  it('tells what was discarded with a reason from what was lost', () => {
    const discarded: ShownDelivery = { ...shown, status: 'discarded', providerMessageId: null, reason };
    expect(judged([], [discarded])).toMatchObject({ lost: [], discarded: [{ text: TEXT, reason: 'poison' }] });
  });

  it.each<[string, ArrivedMessage['callbacks'], ShownDelivery, object]>([
    ['a callback that came first', [{ status: 'sent', atMs: 2_400 }], unknown, { callback: 1 }],
    ['the list', [{ status: 'sent', atMs: 2_600 }], unknown, { list: 1 }],
    ['sending again', [], resent, { resend: 1 }],
  ])('knows an unknown outcome that was settled by %s', (_, callbacks, delivery, way) => {
    const { unknown: ways } = judged([{ ...arrived, callbacks }], [delivery]);
    expect(ways).toEqual({ callback: 0, list: 0, resend: 0, ...way });
  });

  it.each<[string, ArrivedMessage[], ShownDelivery, string[]]>([
    ['knows its outcome from the answer', [arrived], shown, []],
    ['arrived in time', [arrived], unknown, [TEXT]],
    ['never arrived', [], unknown, [TEXT]],
    [
      'has an attempt that nobody ended',
      [arrived],
      { ...unknown, attempts: [{ outcome: null, duplicateRisk: false }] },
      [TEXT],
    ],
    ['arrived late', [{ ...arrived, arrivedMs: 2_501 }], unknown, []],
  ])('counts as in doubt though served one that %s, or not', (_, copies, delivery, texts) => {
    expect(inDoubtThoughServed([sent], copies, new Map([['request', [delivery]]]), 1_000)).toEqual(texts);
  });
});
