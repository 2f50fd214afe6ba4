/**
 * fast-check's shrinking may take minutes where one run takes a tenth of a second, and CI tells nobody of the failure meanwhile.
 * The clock of this plugin starts at a property's first failure, so a property that holds is never cut short.
 */
import fc from 'fast-check';

/** Stops a property `limitMs` after its first failure; what is shrunk until then is reported. */
export function shrinkLimit(limitMs: number): fc.Plugin<unknown> {
  return () => {
    let until = Number.POSITIVE_INFINITY;
    const seen = <T extends fc.PreconditionFailure | fc.PropertyFailure | null>(result: T): T => {
      const failed = result !== null && !fc.PreconditionFailure.isFailure(result);
      if (failed && until === Number.POSITIVE_INFINITY) until = performance.now() + limitMs;
      return result;
    };
    return {
      decorateRun: (run) => (value) => {
        if (performance.now() >= until) return new fc.PreconditionFailure(true);
        const result = run(value);
        return result instanceof Promise ? result.then(seen) : seen(result);
      },
    };
  };
}
