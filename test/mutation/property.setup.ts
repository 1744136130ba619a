import fc from 'fast-check';

// A mutant is dead at the first counterexample; the smallest one is of no use.
fc.configureGlobal({ endOnFailure: true });
