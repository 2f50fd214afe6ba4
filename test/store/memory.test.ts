/** `--memory` is for the whole process: the shares never add up to more, but for the least that DuckDB can work with. */
import { describe, expect, it } from 'vitest';
import { memoryShares } from '../../src/store/memory.ts';

const MIB = 1024 ** 2;
const mib = (size: string) => Number(size.replace('MiB', ''));

describe('the shares', () => {
  it.each([
    // memory, workers, MiB of the database, MiB of a run
    ['12GB', 2, 8864, 1536],
    ['4GB', 2, 2720, 512],
    ['1GB', 2, 512, 128],
    ['256MB', 2, 128, 32],
    ['1GB', 0, 864, 128],
    ['256MB', 0, 128, 32],
  ])('%s with %i workers', (memory, workers, database, run) => {
    const shares = memoryShares(memory, workers);
    expect([mib(shares.database), shares.run.bytes / MIB]).toEqual([database, run]);
  });

  it('of no size are a mistake of the caller', () => {
    expect(() => memoryShares('much', 1)).toThrow(RangeError);
  });
});
