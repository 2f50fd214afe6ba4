/** The fast pass must find every framing fault that the slow walk finds, wherever it lies, and no other. */
import { describe, expect, it } from 'vitest';
import { checkFraming } from '../../src/decode/ber/framing.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { TAP_TABLE } from '../../src/decode/tap/tag-names.ts';
import {
  chargeInfo,
  detail,
  gprs,
  group,
  num,
  open,
  prim,
  simSubscriber,
  tapFile,
  text,
  time,
} from './bytes.ts';

const segments = [0x7f, 0x81, 0x01, 0x06, 0x04, 0x01, 0x12, 0x04, 0x01, 0x3f];
const events = [
  gprs(num(250, 1), open(70, chargeInfo(group(64, detail('00', 3))))),
  open(9, group(147, simSubscriber(), time(44, '20261010101010')), open(700, prim(701, [1, 2]), group(702))),
  group(434, group(436, segments), group(448, group(449, group(64, detail('00', 3)), num(344, 1)))),
  group(17, group(285, group(352, num(344, 1), group(70, chargeInfo(group(64, detail('00', 3))))))),
  group(12, group(191, group(430, text(900, 'x')))),
];
const whole = tapFile({ events });

/** Every value of one octet, or a few, at each place from the list of events to the end. */
function mutants(values: readonly number[]): Uint8Array[] {
  const first = whole.indexOf(0x6e) - 4;
  const made: Uint8Array[] = [];
  for (let at = first; at < whole.length; at++) {
    for (const value of values) {
      const mutant = Uint8Array.from(whole);
      mutant[at] = value;
      made.push(mutant);
    }
  }
  return made;
}

describe('one pass and the slow walk', () => {
  it('agree on every changed octet', () => {
    expect(checkFraming(whole, TAP_TABLE.groups)).toBeNull();
    let broken = 0;
    for (const mutant of mutants([
      0x00, 0x01, 0x04, 0x1f, 0x24, 0x3f, 0x5f, 0x61, 0x7f, 0x80, 0x81, 0x88, 0xff,
    ])) {
      const fault = checkFraming(mutant, TAP_TABLE.groups);
      const outcome = decodeTap(mutant);
      if (fault !== null) {
        broken++;
        expect(outcome).toMatchObject({ ok: false, failure: { code: fault.code, byteOffset: fault.offset } });
      } else if (!outcome.ok) {
        expect(outcome.failure.code).not.toMatch(/^BER_/);
        expect(outcome.failure.tagPath).not.toBe('');
      }
    }
    // Most changes of a length or tag break the framing: the test would be idle otherwise.
    expect(broken).toBeGreaterThan(500);
  });
});
