import { types } from 'node:util';
import {
  type ChannelProvider,
  type ConnectionReport,
  DISCARD_CODES,
  type Rejected,
  type SendOutcome,
} from '#herald/channel-provider';
import { FAULT_TABLE, type FaultRow } from './fault.table.js';
import type { Endpoint, HttpWire, ProviderSuite, SuiteCheck } from './provider-suite.contract.js';
import { expectNoSecret, CANARIES } from './secret.hunt.js';
import { captureOutput } from './output.capture.js';
import { AMPLE_MS, NOWHERE, plainRequest, sendPlain, withProvider } from './suite.subject.js';
import {
  type StandIn,
  UNRESOLVABLE_ENDPOINT,
  closedEndpoint,
  startPlainServerInPlaceOfTls,
  startStandIn,
} from './vendor.stand-in.js';

/** Time that a provider may need beyond its timeout to give up. */
const GRACE_MS = 2_000;

/** The fault table, row by row, and what has to hold when all is well. */
export function faultChecks(suite: ProviderSuite): SuiteCheck[] {
  const rows = FAULT_TABLE.filter((row) => applies(suite, row));
  return [
    { title: 'send: accepted with the id that the vendor gave', run: () => checkAccepted(suite) },
    ...rows.map((row) => ({ title: `send: ${row.fault}: ${row.title}`, run: () => checkRow(suite, row) })),
    {
      title: `send: every row is asserted or excused with a reason${excuses(suite)}`,
      run: () => checkExcuses(suite),
    },
    { title: 'close: leaves no connection open and may be called twice', run: () => checkClose(suite) },
    ...rows.filter((row) => concernsQuestions(suite, row)).flatMap((row) => questionChecks(suite, row)),
  ];
}

function applies(suite: ProviderSuite, row: FaultRow): boolean {
  if (suite.wire.kind === 'none') return false;
  if (row.httpOnly === true && suite.wire.kind !== 'http') return false;
  return suite.notApplicable?.[row.fault] === undefined;
}

/** Questions have no timeout of their own, and a conversation that only asks ends before the message's rows begin. */
function concernsQuestions(suite: ProviderSuite, row: FaultRow): boolean {
  return row.fault !== 'timeout' && (suite.wire.kind === 'http' || row.place.at !== 'stand-in');
}

function questionChecks(suite: ProviderSuite, row: FaultRow): SuiteCheck[] {
  const provider = suite.create(NOWHERE);
  const check = { title: `check: ${row.fault}: ${row.title}: unusable, in words`, run: () => checkCheck(suite, row) };
  const lookup = {
    title: `lookup: ${row.fault}: ${row.title}: throws, never "not found"`,
    run: () => checkLookup(suite, row),
  };
  // A definite no may well be the vendor's way to say that there is no such message.
  const asksForMessages = provider.lookup !== undefined && row.expected.kind !== 'rejected';
  return [...(provider.check === undefined ? [] : [check]), ...(asksForMessages ? [lookup] : [])];
}

function excuses(suite: ProviderSuite): string {
  const reasons =
    suite.wire.kind === 'none'
      ? [`all: ${suite.wire.reason}`]
      : Object.entries(suite.notApplicable ?? {}).map((pair) => pair.join(': '));
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}

function checkExcuses(suite: ProviderSuite): void {
  const known = new Set<string>(FAULT_TABLE.map((row) => row.fault));
  for (const [fault, reason] of Object.entries(suite.notApplicable ?? {})) {
    if (!known.has(fault)) throw new Error(`notApplicable names "${fault}", which is no row of the fault table`);
    expect(reason.trim().split(/\s+/).length).toBeGreaterThanOrEqual(3);
  }
  const asserted = new Set(FAULT_TABLE.filter((row) => applies(suite, row)).map((row) => row.fault));
  const missing = [...known].filter((fault) => !asserted.has(fault as FaultRow['fault']));
  const excused = suite.wire.kind === 'none' ? missing : Object.keys(suite.notApplicable ?? {});
  expect(missing.toSorted()).toEqual(excused.toSorted());
}

interface Stage {
  endpoint: Endpoint;
  standIn?: StandIn;
}

async function setStage(suite: ProviderSuite, place: FaultRow['place']): Promise<Stage> {
  if (place.at === 'closed port') return { endpoint: await closedEndpoint() };
  if (place.at === 'unresolvable name') return { endpoint: UNRESOLVABLE_ENDPOINT };
  const standIn =
    place.at === 'plain server in place of TLS'
      ? await startPlainServerInPlaceOfTls()
      : await startStandIn(suite.wire, place.behaviour, place.at === 'untrusted certificate');
  return { endpoint: standIn.endpoint, standIn };
}

async function onStage<Result>(
  suite: ProviderSuite,
  place: FaultRow['place'],
  act: (provider: ChannelProvider, stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await setStage(suite, place);
  try {
    return await withProvider(suite, stage.endpoint, async (provider) => {
      const { result, written } = await captureOutput(() => act(provider, stage));
      expect(written).toEqual([]);
      expectNoSecret(provider, 'the provider after its work');
      return result;
    });
  } finally {
    await stage.standIn?.close();
  }
}

async function checkAccepted(suite: ProviderSuite): Promise<void> {
  const place = { at: 'stand-in', behaviour: 'accept' } as const;
  await onStage(suite, place, async (provider, { endpoint, standIn }) => {
    const outcome = await sendPlain(suite, provider, endpoint);
    expect(outcome).toMatchObject({ kind: 'accepted', providerMessageId: expect.stringMatching(/\S/) as string });
    expectNoSecret(outcome, 'the outcome');
    expect(standIn?.received).toHaveLength(suite.wire.kind === 'none' ? 0 : 1);
  });
}

/** Holds one row of the table against the provider. */
async function checkRow(suite: ProviderSuite, row: FaultRow): Promise<void> {
  await onStage(suite, row.place, async (provider, { endpoint, standIn }) => {
    const startedAt = performance.now();
    const outcome = await sendPlain(suite, provider, endpoint, { timeoutMs: row.timeoutMs ?? AMPLE_MS });
    const tookMs = performance.now() - startedAt;
    expectOutcome(suite, row, outcome);
    expectNoSecret(outcome, 'the outcome');
    expect(tookMs).toBeLessThan((row.timeoutMs ?? AMPLE_MS) + GRACE_MS);
    const wrote = row.place.at === 'stand-in' ? 1 : 0;
    if (standIn !== undefined && (standIn.received.length > 0 || wrote > 0)) expectRequests(row, standIn, wrote);
  });
}

/** A request is written once, and nothing at all to a server that could not prove who it is. */
function expectRequests(row: FaultRow, standIn: StandIn, wrote: number): void {
  const written = standIn.received.filter((text) => text !== '');
  if (written.length !== wrote) {
    throw new Error(`${written.length} requests reached the server in row "${row.title}"; ${wrote} should have`);
  }
}

function expectOutcome(suite: ProviderSuite, { expected }: FaultRow, outcome: SendOutcome): void {
  expect(outcome.kind).toBe(expected.kind);
  if (outcome.kind === 'rejected') return expectRejection(suite, outcome);
  if (outcome.kind === 'accepted' || expected.kind === 'rejected') return;
  const talks = suite.wire.kind === 'conversation';
  expect((talks ? expected.conversationCauses : undefined) ?? expected.causes).toContain(outcome.cause);
  expect(outcome.explanation.trim().length).toBeGreaterThan(10);
  if (expected.kind === 'retry' && outcome.kind === 'retry' && !talks) {
    expect(outcome.retryAfterMs).toBe(expected.retryAfterMs);
  }
}

function expectRejection(suite: ProviderSuite, { reason }: Rejected): void {
  expect(DISCARD_CODES).toContain(reason.code);
  expect(reason.explanation.trim().length).toBeGreaterThan(10);
  expect(reason.nextStep.trim().length).toBeGreaterThan(10);
  const code = suite.wire.kind === 'http' ? codeIn(suite.wire) : undefined;
  if (code !== undefined) expect(reason.providerCode).toBe(code);
  if (suite.wire.kind === 'conversation') expect(reason.providerCode).toMatch(/\S/);
}

function codeIn({ rejected }: HttpWire): string | undefined {
  const match = /"code"\s*:\s*"?([^",}\s]+)/.exec(rejected.body);
  return match?.[1];
}

async function checkClose(suite: ProviderSuite): Promise<void> {
  const standIn = await startStandIn(suite.wire, 'accept');
  try {
    const provider = suite.create(standIn.endpoint);
    await Promise.all([1, 2, 3].map(() => sendPlain(suite, provider, standIn.endpoint)));
    await provider.close?.();
    await provider.close?.();
    if (provider.close !== undefined) await standIn.drained(GRACE_MS);
  } finally {
    await standIn.close();
  }
}

async function checkCheck(suite: ProviderSuite, row: FaultRow): Promise<void> {
  const report = await onStage(suite, row.place, async (provider, { endpoint }) =>
    provider.check?.(suite.config(endpoint, 1, CANARIES[1])),
  );
  expectUnusable(report);
}

function expectUnusable(report: ConnectionReport | undefined): void {
  expect(report?.usable).toBe(false);
  const errors = report?.findings.filter(({ severity }) => severity === 'error') ?? [];
  expect(errors.length).toBeGreaterThan(0);
  for (const { message } of report?.findings ?? []) expect(message.trim().length).toBeGreaterThan(10);
  expectNoSecret(report, 'the connection report');
}

async function checkLookup(suite: ProviderSuite, row: FaultRow): Promise<void> {
  const now = Date.now();
  const window = { createdAfter: new Date(now - 60_000), createdBefore: new Date(now) };
  for (const by of ['id', 'request'] as const) {
    const thrown = await onStage(suite, row.place, async (provider, { endpoint }) => {
      const { request, config } = plainRequest(suite, provider, endpoint);
      const search = by === 'id' ? { by, providerMessageId: 'any-id' } : { by, request, ...window };
      return provider.lookup?.(search, config).then(
        (sightings) => ({ answered: sightings }),
        (error: unknown) => ({ error }),
      );
    });
    // An error of Node's own is no instance of the Error that Jest's realm knows.
    expect(thrown !== undefined && 'error' in thrown && types.isNativeError(thrown.error)).toBe(true);
    expectNoSecret(thrown, 'the error of lookup');
  }
}
