/**
 * What is mutated, and the specs that have to notice. Pure modules are found from their own specs by their imports; what
 * reaches PostgreSQL is imported through the library's index, so all specs of that part are run: its examples alone, for
 * its properties take seconds for each mutant.
 */
export const PARTS = {
  decisions: {
    mutate: [
      'libs/channel-provider/src/override.merge.ts',
      'libs/engine/src/deliver/{outcome.settlement,retry.schedule,vendor.verdict}.ts',
      'libs/engine/src/reconcile/unknown.verdict.ts',
      'libs/providers/src/_vendors/twilio/{http.exchange,message.outcome,transport.fault}.ts',
      'libs/store/src/delivery.status.ts',
    ],
    specs: [
      'channel-provider/src/override\\.(merge|prototype)\\.spec\\.ts$',
      'engine/src/deliver/(outcome\\.settlement|retry\\.schedule|vendor\\.verdict)\\.spec\\.ts$',
      'engine/src/reconcile/unknown\\.verdict\\.spec\\.ts$',
      'providers/src/_vendors/twilio/(http\\.exchange|message\\.outcome|transport\\.fault)\\.spec\\.ts$',
      'store/src/delivery\\.status\\.spec\\.ts$',
    ],
    enableFindRelatedTests: true,
  },
  store: {
    mutate: [
      'libs/store/src/{attempt.log,attempt.statements,callback.repository,delivery.claim,signal.application}.ts',
    ],
    specs: [
      'store/src/(attempt\\.log|callback\\.repository|claim\\.release|delivery\\.claim|delivery\\.flow)\\.spec\\.ts$',
    ],
    enableFindRelatedTests: false,
  },
};
