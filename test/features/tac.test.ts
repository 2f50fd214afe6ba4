import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const kernel = readFileSync(new URL('../../src/features/kernel/features.wasm', import.meta.url));
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (octets: Uint8Array) => object;
    Instance: new (module: object) => { exports: object };
  };
};
const { tacOf } = new WebAssembly.Instance(new WebAssembly.Module(kernel)).exports as {
  tacOf(imei: bigint): number;
};

/** By the digits as text. */
const expected = (digits: string): number => (digits.length < 14 ? 0 : Number(`1${digits.slice(0, 8)}`));

const tacOfDigits = (digits: string): number => tacOf(BigInt(`1${digits}`));

test('the TAC is the first 8 digits, whatever follows: bounds of the numbers of digits among them', () => {
  const tail = fc.oneof(
    fc.constantFrom('99999999', '00000000', '00000001', '99999998'),
    fc.stringMatching(/^\d{8}$/),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^\d{8}$/), tail, fc.integer({ min: 0, max: 8 }), (head, rest, length) => {
      const digits = head + rest.slice(0, length);
      expect(tacOfDigits(digits)).toBe(expected(digits));
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('no IMEI is not an IMEI that is too short', () => {
  expect(tacOf(0n)).toBe(-1);
  expect(tacOfDigits('1')).toBe(0);
});
