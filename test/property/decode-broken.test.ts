/** The TAP decoder and wrong bytes: it always ends, never throws, and names a place inside the file. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecodeOutcome } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { ERRORS } from '../../src/errors.ts';
import { decodedRows } from '../support/decoded-rows.ts';
import { eventDefects, fieldDefects, framingDefects } from '../support/defects.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import { PLAIN, type Style } from '../support/tap-style.ts';

const STYLES: readonly (readonly [string, Style])[] = [
  ['definite', PLAIN],
  ['indefinite', { ...PLAIN, indefinite: 1 }],
  ['mixed', { ...PLAIN, seed: 5, indefinite: 0.5, overLong: 0.5, segments: 0.3, unknown: 0.2, shuffle: 1 }],
];

/** The bit of `flags` that marks a rejected event, as the schema documents it. */
const REJECTED = 64;

/** Digits of subscribers in the sound file: no failure may repeat them. */
const IDENTIFIER = /999017123|351234567/;

/** A failure is clean: a registered code, a place in the file, no identifier. Returns whether it was one. */
function cleanFailure(outcome: DecodeOutcome, size: number): boolean {
  if (outcome.ok) return false;
  const { code, detail, byteOffset, tagPath, recordIndex } = outcome.failure;
  const clean =
    Object.hasOwn(ERRORS, code) &&
    code !== 'INTERNAL' &&
    Number.isInteger(byteOffset) &&
    byteOffset >= 0 &&
    byteOffset <= size &&
    typeof tagPath === 'string' &&
    (recordIndex === null || (recordIndex >= 0 && recordIndex < size)) &&
    !IDENTIFIER.test(detail + tagPath);
  if (!clean) throw new Error(`not a clean failure: ${JSON.stringify(outcome.failure)} of ${size} bytes`);
  return true;
}

/** A clean failure, or as many readable rows as the decoder says it decoded. */
function endsCleanly(wrong: Uint8Array): boolean {
  const outcome = decodeTap(wrong);
  if (!outcome.ok) return cleanFailure(outcome, wrong.length);
  return decodedRows(outcome).length === (outcome.audit?.decoded.records ?? 0);
}

/** Indexes whose outcome is not what it must be, the first few of them. */
function offenders(count: number, isRight: (index: number) => boolean): number[] {
  const out: number[] = [];
  for (let i = 0; i < count && out.length < 5; i++) if (!isRight(i)) out.push(i);
  return out;
}

describe.each(STYLES)('%s lengths', (_, style) => {
  const bytes = encodeTap(SOUND_FILE, style);

  test('the whole file decodes', () => {
    const outcome = decodeTap(bytes);
    expect(outcome.ok && decodedRows(outcome)).toHaveLength(SOUND_FILE.events!.length);
  });

  test('every shorter prefix fails cleanly', () => {
    expect(offenders(bytes.length, (size) => cleanFailure(decodeTap(bytes.slice(0, size)), size))).toEqual(
      [],
    );
  });

  test('every change of one bit fails cleanly or decodes to rows', () => {
    const outcome = (index: number): boolean => {
      const wrong = Uint8Array.from(bytes);
      wrong[index >> 3] = wrong[index >> 3]! ^ (1 << (index & 7));
      return endsCleanly(wrong);
    };
    expect(offenders(bytes.length * 8, outcome)).toEqual([]);
  });

  test.each([0x00, 0x80, 0xff, 0x7f, 0x61])(
    'every octet overwritten with %i fails cleanly or decodes to rows',
    (value) => {
      const outcome = (index: number): boolean => {
        const wrong = Uint8Array.from(bytes);
        wrong[index] = value;
        return endsCleanly(wrong);
      };
      expect(offenders(bytes.length, outcome)).toEqual([]);
    },
  );

  test('every octet left out fails cleanly or decodes to rows', () => {
    const outcome = (index: number): boolean =>
      endsCleanly(Uint8Array.from([...bytes.slice(0, index), ...bytes.slice(index + 1)]));
    expect(offenders(bytes.length, outcome)).toEqual([]);
  });
});

describe('several faults at once', () => {
  const bytes = encodeTap(SOUND_FILE, { ...PLAIN, indefinite: 0.5, seed: 9 });

  test('pieces cut out, repeated, or replaced by noise', () => {
    const at = fc.nat(bytes.length - 1);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(at, at, fc.uint8Array({ maxLength: 12 })), { minLength: 1, maxLength: 4 }),
        (cuts) => {
          const wrong = cuts.reduce(
            (sofar: readonly number[], [from, to, noise]) => [
              ...sofar.slice(0, from),
              ...noise,
              ...sofar.slice(to),
            ],
            [...bytes],
          );
          return endsCleanly(Uint8Array.from(wrong));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('noise after the first octets of a TransferBatch', () => {
    const head = bytes.slice(0, 4);
    fc.assert(
      fc.property(fc.nat(4), fc.uint8Array({ maxLength: 64 }), (kept, noise) =>
        endsCleanly(Uint8Array.from([...head.slice(0, kept), ...noise])),
      ),
      { numRuns: 3_000 },
    );
  });
});

test.each([...framingDefects(), ...fieldDefects()].map((defect) => [defect.name, defect] as const))(
  'defect %s',
  (_, { bytes, codes, byteOffset }) => {
    const outcome = decodeTap(bytes);
    cleanFailure(outcome, bytes.length);
    const failure = outcome.ok ? { code: 'none', byteOffset: null } : outcome.failure;
    expect(codes).toContain(failure.code);
    if (byteOffset !== null) expect(failure.byteOffset).toBe(byteOffset);
  },
);

const CALL = 'TransferBatch/CallEventDetailList/GprsCall[0]';
test.each([
  ['length_overflow', `${CALL}/GprsBasicCallInformation/ChargingId`, 0],
  ['missing_eoc', `${CALL}/GprsServiceUsed`, 0],
  ['release_3_13', 'TransferBatch/BatchControlInfo/ReleaseVersionNumber', null],
])('defect %s is at %s', (name, tagPath, recordIndex) => {
  const defect = [...framingDefects(), ...fieldDefects()].find((candidate) => candidate.name === name)!;
  expect(decodeTap(defect.bytes)).toMatchObject({ ok: false, failure: { tagPath, recordIndex } });
});

test.each(eventDefects().map((defect) => [defect.name, defect] as const))(
  'event defect %s rejects its event alone',
  (_, { bytes, codes, byteOffset }) => {
    const outcome = decodeTap(bytes);
    if (!outcome.ok) throw new Error(`the file is refused: ${outcome.failure.code}`);
    expect(outcome.rejectedCount).toBe(1);
    const [rejection] = outcome.rejected;
    expect(codes).toContain(rejection!.code);
    expect(rejection).toMatchObject({ byteOffset, recordIndex: 0 });
    expect(rejection!.td57?.error).toBe(rejection!.code === 'TAP_SYNTAX' ? 10 : 20);
    expect(IDENTIFIER.test(rejection!.detail)).toBe(false);
    const flags = decodedRows(outcome).map((row) => row.flags & REJECTED);
    // What of its money cannot be read is held against nobody; the audit of the rest still agrees.
    expect(outcome.audit).toMatchObject({ agrees: true });
    expect(flags).toEqual([REJECTED, ...new Array(SOUND_FILE.events!.length - 1).fill(0)]);
  },
);

test.each([
  ['bad_timestamp', `${CALL}/GprsBasicCallInformation/CallEventStartTimeStamp/LocalTimeStamp`],
  ['volume_too_large', `${CALL}/GprsServiceUsed/DataVolumeIncoming`],
])('event defect %s is at %s', (name, tagPath) => {
  const defect = eventDefects().find((candidate) => candidate.name === name)!;
  expect(decodeTap(defect.bytes)).toMatchObject({ ok: true, rejected: [{ tagPath, recordIndex: 0 }] });
});
