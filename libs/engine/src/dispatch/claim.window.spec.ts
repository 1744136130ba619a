import { CLAIM_WINDOW } from '../engine.limits.js';
import { ClaimWindow } from './claim.window.js';

/** Lets so many spells pass, each with a claim at its end. */
function pass(
  window: ClaimWindow,
  spells: number,
  { begunAfterMs, isFull }: { begunAfterMs?: number; isFull: boolean },
) {
  for (let spell = 0; spell < spells; spell += 1) {
    if (begunAfterMs !== undefined) window.begun(begunAfterMs);
    nowMs += CLAIM_WINDOW.judgeEveryMs;
    window.claimed(isFull, nowMs);
  }
}

let nowMs = 0;

describe('ClaimWindow', () => {
  beforeEach(() => {
    nowMs = 1_000;
  });

  it('stays as it is while there is room', () => {
    const window = new ClaimWindow();
    pass(window, 20, { begunAfterMs: 5, isFull: false });
    expect(window.size).toBe(CLAIM_WINDOW.least);
  });

  it('grows to its bound while it is full and what is claimed is begun soon: the vendor is what takes long', () => {
    const window = new ClaimWindow();
    pass(window, 30, { begunAfterMs: 5, isFull: true });
    expect(window.size).toBe(CLAIM_WINDOW.most);
  });

  it('grows when nothing is begun at all: what was claimed may lie with a worker that died', () => {
    const window = new ClaimWindow();
    pass(window, 30, { isFull: true });
    expect(window.size).toBe(CLAIM_WINDOW.most);
  });

  it('shrinks when beginning takes long, faster the longer, and never below its bound', () => {
    const [little, much] = [new ClaimWindow(), new ClaimWindow()];
    for (const window of [little, much]) pass(window, 30, { isFull: true });
    pass(little, 1, { begunAfterMs: CLAIM_WINDOW.beginWithinMs * 1.25, isFull: true });
    pass(much, 1, { begunAfterMs: CLAIM_WINDOW.beginWithinMs * 100, isFull: true });
    expect(little.size).toBe(CLAIM_WINDOW.most * 0.8);
    expect(much.size).toBe(CLAIM_WINDOW.most * CLAIM_WINDOW.shrinkBy);
    pass(much, 30, { begunAfterMs: CLAIM_WINDOW.beginWithinMs * 100, isFull: true });
    expect(much.size).toBe(CLAIM_WINDOW.least);
  });

  it('judges by the longest wait of a spell, once in each', () => {
    const window = new ClaimWindow();
    pass(window, 30, { isFull: true });
    window.begun(CLAIM_WINDOW.beginWithinMs * 2);
    window.begun(1);
    for (let claim = 0; claim < 10; claim += 1) window.claimed(true, nowMs + claim);
    expect(window.size).toBe(CLAIM_WINDOW.most);
    pass(window, 1, { begunAfterMs: 1, isFull: true });
    expect(window.size).toBe(CLAIM_WINDOW.most * 0.5);
  });
});
