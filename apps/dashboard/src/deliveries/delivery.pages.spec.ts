import type { DeliverySummary } from '../api/herald.types.js';
import { type DeliveryPage, type DeliveryPages, NEWEST, fullPage, startBehind, withNewest } from './delivery.pages.js';

function delivery(id: string, status: DeliverySummary['status'] = 'sent'): DeliverySummary {
  return {
    id,
    requestId: `request-${id.charAt(0)}`,
    recipient: id,
    tenant: null,
    address: null,
    channel: null,
    provider: null,
    integrationId: null,
    status,
    providerMessageId: null,
    reason: null,
    waiting: null,
    attempts: 0,
    createdAt: '',
    updatedAt: '',
  };
}

const page = (ids: string[], next: string | null = 'more'): DeliveryPage => ({
  data: ids.map((id) => delivery(id)),
  next,
});

function listOf(...pages: DeliveryPage[]): DeliveryPages {
  const pageParams = [NEWEST];
  for (const each of pages.slice(0, -1)) {
    const start = startBehind(each, pageParams.at(-1) ?? NEWEST);
    if (start !== undefined) pageParams.push(start);
  }
  return { pages, pageParams };
}

const ids = ({ pages }: DeliveryPages) => pages.map(({ data }) => data.map(({ id }) => id).join(' '));

describe('Reading the newest part of a list again', () => {
  const list = listOf(page(['f1', 'e1', 'd2'], 'a'), page(['d1', 'c1'], 'b'));

  it('puts what is new before what is held', () => {
    const merged = withNewest(list, page(['g2', 'g1', 'f1']));
    expect(ids(merged)).toEqual(['g2 g1 f1 e1 d2', 'd1 c1']);
    expect(merged.pageParams).toBe(list.pageParams);
    expect(merged.pages.map(({ next }) => next)).toEqual(['a', 'b']);
  });

  it('shows what changed and drops what is no longer found, across parts', () => {
    const merged = withNewest(list, { data: [delivery('f1', 'seen'), delivery('d1')], next: 'x' });
    expect(ids(merged)).toEqual(['f1 d1', 'c1']);
    expect(merged.pages[0]?.data[0]?.status).toBe('seen');
  });

  it('begins anew where the two do not touch, or all is known', () => {
    expect(ids(withNewest(list, page(['h1', 'g1'])))).toEqual(['h1 g1']);
    expect(ids(withNewest(list, page(['f1'], null)))).toEqual(['f1']);
    expect(ids(withNewest(listOf(page([])), page(['a1'])))).toEqual(['a1']);
    expect(ids(withNewest(list, page([], null)))).toEqual(['']);
  });

  it('leaves a list alone of which it tells nothing', () => {
    expect(withNewest(list, page([]))).toBe(list);
    const far: DeliveryPages = {
      pages: list.pages.slice(1),
      pageParams: [{ after: 'a', offset: 3, previous: NEWEST }],
    };
    expect(withNewest(far, page(['g1']))).toBe(far);
  });

  it('does not let the first part grow without end', () => {
    const many = Array.from({ length: 499 }, (_, index) => `c${String(999 - index)}`);
    expect(withNewest(listOf(page(many)), page(['d2', 'd1', 'c999'])).pages[0]?.data).toHaveLength(3);
  });
});

it('The way back leads from part to part to the beginning', () => {
  const second = startBehind(page(['c', 'b'], 'x'), NEWEST);
  expect(second).toEqual({ after: 'x', offset: 2, previous: NEWEST });
  expect(startBehind(page([], null), NEWEST)).toBeUndefined();
});

describe('A full part', () => {
  const answers: Record<string, DeliveryPage> = {
    start: page(['e', 'd'], 'one'),
    one: page([], 'two'),
    two: page(['c'], 'three'),
    three: page(['b'], null),
  };
  const asked: number[] = [];
  const read = async (after: string | undefined, limit: number) => {
    asked.push(limit);
    return Promise.resolve(answers[after ?? 'start'] ?? page([], null));
  };
  const full = async (limit: number, most: number) => {
    asked.length = 0;
    const { data, next } = await fullPage(read, { after: undefined, limit, answers: most });
    return { ids: data.map(({ id }) => id).join(''), next, asked: [...asked] };
  };

  it('is read past answers that are short or empty', async () => {
    expect(await full(2, 9)).toEqual({ ids: 'ed', next: 'one', asked: [2] });
    expect(await full(3, 9)).toEqual({ ids: 'edc', next: 'three', asked: [3, 1, 1] });
    expect(await full(9, 9)).toEqual({ ids: 'edcb', next: null, asked: [9, 7, 7, 6] });
  });

  it('is given as far as it came after so many answers', async () => {
    expect(await full(9, 2)).toEqual({ ids: 'ed', next: 'two', asked: [9, 7] });
  });
});
