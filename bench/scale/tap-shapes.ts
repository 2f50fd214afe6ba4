/** Templates of call events of TAP 3.12: every optional member and every width of a number is a shape of its own. */
import { bcdOf, group, hole, integer, join, type Template, template, text, value } from './template.ts';
import { APN_LETTERS, APN_WORDS, domainOf, imeiOf, imsiOf, msisdnOf, VISITED } from './world.ts';

type Part = ReturnType<typeof group>;

/** Octets of volumes down and up, of the units, the charge and the tax. */
const DATA_WIDTHS = {
  small: { down: 2, up: 2, units: 2, charge: 2, tax: 1 },
  medium: { down: 3, up: 3, units: 3, charge: 2, tax: 2 },
  large: { down: 4, up: 3, units: 4, charge: 3, tax: 3 },
} as const;
export type DataSize = keyof typeof DATA_WIDTHS;
export const DATA_SIZES = Object.keys(DATA_WIDTHS) as DataSize[];
const CALL_WIDTHS = { units: 2, charge: 2, tax: 2 } as const;

/** Circuit calls: originated or terminated, voice or a short message. */
export const CALLS = [
  { tag: 9, teleservice: '11', item: 'D' },
  { tag: 9, teleservice: '22', item: 'E' },
  { tag: 10, teleservice: '11', item: 'D' },
  { tag: 10, teleservice: '21', item: 'E' },
] as const;

/** A GprsCall of `home`; absent members have no mark. */
export function dataShape(home: number, size: DataSize, withImei: boolean, partial: boolean): Template {
  const widths = DATA_WIDTHS[size];
  const apn = `${APN_WORDS[0]}${APN_LETTERS[0]}.${domainOf(home)}`;
  const basic = group(
    114,
    group(115, subscriber(), text(167, '10.101.101.100', 'pdp')),
    group(116, text(261, apn, 'apn'), text(262, `mnc00${home + 1}.mcc999.gprs`)),
    time(44, 'start'),
    hole(223, 2, 'duration'),
    integer(58, partial ? 17 : 0),
    ...(partial ? [text(166, 'I', 'partial'), time(260, 'context')] : []),
    hole(72, 4, 'reference'),
  );
  const place = group(
    117,
    group(118, group(185, hole(184, 1, 'serving'), hole(184, 1, 'gateway')), ...cell()),
    group(113, text(195, VISITED.tadig)),
  );
  const service = group(
    121,
    hole(250, widths.down, 'down'),
    hole(251, widths.up, 'up'),
    group(70, charge('X', widths, home % 2 === 1)),
  );
  return template(group(14, basic, place, ...imei(withImei), service));
}

export function callShape(home: number, call: (typeof CALLS)[number], withImei: boolean): Template {
  const other = bcdOf('999100200300');
  const basic = group(
    call.tag === 9 ? 147 : 153,
    subscriber(),
    call.tag === 9 ? group(89, value(407, other, 'other')) : group(41, value(405, other, 'other')),
    time(44, 'start'),
    hole(223, 2, 'duration'),
    integer(58, 0),
  );
  const place = group(138, group(156, hole(184, 1, 'serving'), hole(45, 6, 'reference'), ...cell()));
  const service = group(
    38,
    group(
      39,
      group(36, group(426, text(218, call.teleservice))),
      group(70, charge(call.item, CALL_WIDTHS, home % 2 === 1)),
    ),
  );
  return template(group(call.tag, basic, place, ...imei(withImei), service));
}

function subscriber(): Part {
  return group(
    427,
    group(199, value(129, bcdOf(imsiOf(0)), 'imsi'), value(152, bcdOf(msisdnOf(0)), 'msisdn')),
  );
}

function time(tag: number, mark: string): Part {
  return group(tag, text(16, '20261001000000', mark), hole(232, 1, `${mark}Code`));
}

const cell = (): Part[] => [hole(136, 2, 'area'), hole(59, 3, 'cell')];
const imei = (present: boolean): Part[] =>
  present ? [group(429, value(128, bcdOf(imeiOf(0)), 'imei'))] : [];

interface Widths {
  readonly units: number;
  readonly charge: number;
  readonly tax: number;
}

function charge(item: string, widths: Widths, taxed: boolean): Part {
  const detail = group(
    63,
    text(71, '00'),
    hole(62, widths.charge, 'charge'),
    hole(65, widths.units, 'chargeable'),
    hole(68, widths.units, 'charged'),
  );
  const tax = group(
    214,
    group(213, integer(212, 1), hole(397, widths.tax, 'tax'), hole(398, widths.charge, 'taxable')),
  );
  return group(69, text(66, item), integer(105, 1), group(64, detail), ...(taxed ? [tax] : []));
}

/** Recording entities of the file's table: four of each type, codes type by type from 1. */
const ENTITY_TYPES = [
  { type: 1, id: '9997000010' },
  { type: 8, id: '203.0.113.' },
  { type: 7, id: '192.0.2.' },
] as const;
export const ENTITIES_OF_TYPE = 4;

/** Members of NetworkInfo that every file has, and of AccountingInfo. */
export function tablesPart(offsets: readonly string[], taxed: boolean): Part {
  const accounting = group(
    5,
    ...(taxed ? [group(211, group(216, integer(212, 1), text(217, '13'), text(215, '2100000')))] : []),
    text(135, 'EUR'),
    text(210, 'EUR'),
    group(80, group(106, integer(105, 1), integer(159, 5), integer(104, 100_000))),
    integer(244, 5),
  );
  const clocks = offsets.map((words, code) => group(233, integer(232, code), text(231, words)));
  const entities = ENTITY_TYPES.flatMap(({ type, id }, row) =>
    Array.from({ length: ENTITIES_OF_TYPE }, (_, i) =>
      group(
        183,
        integer(184, row * ENTITIES_OF_TYPE + i + 1),
        integer(186, type),
        text(400, `${id}${i + 1}`),
      ),
    ),
  );
  return join([accounting, group(6, group(234, ...clocks), group(188, ...entities))]);
}
