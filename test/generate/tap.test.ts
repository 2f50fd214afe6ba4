import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all, at, digits, minutes, type Node, number, text, utc, walk } from './ber-walk.ts';
import { type MadeMonth, makeMonth, table } from './month.ts';

interface Event {
  readonly file: string;
  readonly kind: number;
  readonly imsi: string;
  readonly start: number;
  readonly local: string;
  readonly identity: string;
}

let month: MadeMonth;
let files: { name: string; packed: string; root: Node }[];

beforeAll(async () => {
  month = await makeMonth({ devices: 400 });
  files = month.files('tap').map(({ name, packed, bytes }) => {
    const roots = walk(bytes);
    expect(roots).toHaveLength(1);
    return { name, packed, root: roots[0] as Node };
  });
});
afterAll(() => month.remove());

const batches = () => files.filter((file) => file.root.tag === 1);
const billed = () => batches().filter((file) => file.name.startsWith('CD'));

/** The table of a file: offset code to minutes. */
function offsets(root: Node): Map<number, number> {
  return new Map(
    (at(root, 6, 234)?.children ?? []).map((info) => [number(at(info, 232)), minutes(text(at(info, 231)))]),
  );
}

/** Start time stamp of an event: CallEventStart [44], ChargingTimeStamp [74] or ServiceStart [447]. */
function startOf(event: Node, table: Map<number, number>): { start: number; local: string; offset: number } {
  const stamp = all(event, 44)[0] ?? all(event, 447)[0] ?? all(event, 74)[0];
  const offset = table.get(number(stamp && at(stamp, 232)));
  if (stamp === undefined || offset === undefined) throw new Error('no start');
  const local = text(at(stamp, 16));
  return { start: utc(local, offset), local, offset };
}

function events(file: { name: string; root: Node }): Event[] {
  const table = offsets(file.root);
  const entities = new Map(
    (at(file.root, 6, 188)?.children ?? []).map((info) => [number(at(info, 184)), text(at(info, 400))]),
  );
  return (at(file.root, 3)?.children ?? []).map((event) => {
    const { start, local, offset } = startOf(event, table);
    const hex = (tag: number) => all(event, tag).map((node) => node.content.toString('hex'));
    const used = all(event, 184).map((code) => entities.get(number(code)));
    const identity = [
      event.tag,
      local,
      offset,
      used,
      hex(129),
      hex(72),
      hex(45),
      hex(435),
      hex(166),
      hex(223),
      hex(250),
      hex(251),
      hex(62),
    ];
    return {
      file: file.name,
      kind: event.tag,
      imsi: digits(all(event, 129)[0]),
      start,
      local,
      identity: identity.join('|'),
    };
  });
}

describe('files', () => {
  test('every name says what the file says', () => {
    for (const { name, root } of files) {
      const control = root.tag === 1 ? (at(root, 4) as Node) : root;
      const test = at(control, 110) === undefined ? 'CD' : 'TD';
      expect(name).toBe(`${test}${text(at(control, 196))}${text(at(control, 182))}${text(at(control, 109))}`);
      expect([number(at(control, 201)), number(at(control, 189))]).toEqual([3, 12]);
    }
    expect(files.filter((file) => file.name.startsWith('TD'))).toHaveLength(1);
  });

  test('sequence numbers of a pair have no gap, across two months either', async () => {
    const next = await makeMonth({ devices: 20, period: '2026-11' });
    const names = [...files.map((file) => file.name), ...next.files('tap').map((file) => file.name)];
    next.remove();
    const pairs = new Map<string, number[]>();
    for (const name of names.filter((name) => name.startsWith('CD'))) {
      pairs.set(name.slice(0, 12), [...(pairs.get(name.slice(0, 12)) ?? []), Number(name.slice(12))]);
    }
    expect(pairs.size).toBe(4);
    for (const numbers of pairs.values()) {
      expect(numbers).toHaveLength(33 + 32);
      expect(Math.max(...numbers) - Math.min(...numbers)).toBe(numbers.length - 1);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  test('quiet days are Notifications, a quarter of the batches is indefinite, some are packed', () => {
    expect(files.filter((file) => file.root.tag === 2).length).toBeGreaterThanOrEqual(2);
    const loose = billed().filter((file) => file.root.indefinite);
    expect(loose.length / billed().length).toBeGreaterThan(0.15);
    expect(loose.length / billed().length).toBeLessThan(0.35);
    for (const { root } of loose) expect(at(root, 3)?.indefinite).toBe(true);
    const inner = loose
      .flatMap(({ root }) => at(root, 3)?.children ?? [])
      .filter((event) => event.indefinite);
    expect(inner.some((event) => all(event, 70).some((list) => list.indefinite))).toBe(true);
    for (const suffix of ['.gz', '.zst'])
      expect(files.some((file) => file.packed.endsWith(suffix))).toBe(true);
  });

  test('every currency, decimals, table of offsets and typed entity', () => {
    const seen = new Map<string, string>();
    for (const { root } of batches()) {
      const accounting = at(root, 5) as Node;
      const currency = at(accounting, 210);
      const recipient = text(at(root, 4, 182));
      seen.set(recipient, `${currency ? text(currency) : 'XDR'} ${number(at(accounting, 244))}`);
      expect(number(at(accounting, 80, 106, 104))).toBeGreaterThan(0);
      expect(new Set(at(root, 6, 188)?.children.map((info) => number(at(info, 186))))).toEqual(
        new Set([1, 3, 4, 7, 8, 9]),
      );
    }
    expect(Object.fromEntries(seen)).toEqual({
      BBBHA: 'EUR 5',
      CCCHB: 'XDR 4',
      DDDHC: 'USD 6',
      EEEHD: 'EUR 3',
    });
    // Summer time ends on 25 October 2026: three offsets are in use in that month.
    const used = billed().flatMap(({ root }) => {
      const table = offsets(root);
      return (at(root, 3)?.children ?? []).map((event) => startOf(event, table).offset);
    });
    expect(new Set(used)).toEqual(new Set([0, 60, 120]));
  });
});

describe('audit', () => {
  test('count, charge with CAMEL, tax, discount, earliest and latest are those of the events', () => {
    const totals = { camel: 0, tax: 0, discount: 0 };
    for (const file of batches()) {
      const audit = at(file.root, 15) as Node;
      const list = at(file.root, 3)?.children ?? [];
      const sum = (tag: number) =>
        list.flatMap((event) => all(event, tag)).reduce((s, n) => s + number(n), 0);
      const totalDetails = list
        .flatMap((event) => all(event, 63))
        .filter((detail) => text(at(detail, 71)) === '00')
        .reduce((s, detail) => s + number(at(detail, 62)), 0);
      const direct = list
        .filter((event) => event.tag === 433)
        .reduce((s, event) => s + number(at(event, 62)), 0);
      expect(number(at(audit, 43))).toBe(list.length);
      expect(number(at(audit, 415))).toBe(totalDetails + direct + sum(422));
      expect(number(at(audit, 226))).toBe(sum(397));
      expect(number(at(audit, 225))).toBe(sum(412));
      const table = offsets(file.root);
      const starts = list.map((event) => startOf(event, table).start);
      const edge = (tag: number) => utc(text(at(audit, tag, 16)), minutes(text(at(audit, tag, 231))));
      expect(edge(101)).toBe(Math.min(...starts));
      expect(edge(133)).toBe(Math.max(...starts));
      totals.camel += sum(422);
      totals.tax += sum(397);
      totals.discount += sum(412);
    }
    for (const total of Object.values(totals)) expect(total).toBeGreaterThan(0);
  });

  test('the breakdown of a call adds up to its total', () => {
    const calls = batches()
      .flatMap(({ root }) => all(root, 64))
      .filter((list) => list.children.length > 1);
    expect(calls.length).toBeGreaterThan(0);
    for (const list of calls) {
      const parts = list.children.map((d) => ({ type: text(at(d, 71)), charge: number(at(d, 62)) }));
      const total = parts.filter((p) => p.type === '00').reduce((s, p) => s + p.charge, 0);
      expect(parts.filter((p) => p.type !== '00').reduce((s, p) => s + p.charge, 0)).toBe(total);
    }
  });
});

describe('events', () => {
  test('all kinds of event are there, and partial records share a charging id', () => {
    const kinds = new Set(billed().flatMap((file) => events(file).map((event) => event.kind)));
    expect(kinds).toEqual(new Set([9, 10, 11, 14, 433, 434]));
    const partials = new Map<number, Set<string>>();
    for (const { root } of billed()) {
      for (const info of all(root, 114)) {
        const partial = at(info, 166);
        if (partial === undefined) continue;
        const id = number(at(info, 72));
        partials.set(id, (partials.get(id) ?? new Set()).add(text(partial)));
      }
    }
    expect([...partials.values()].filter((types) => types.size === 3).length).toBeGreaterThan(10);
  });

  test('records come late over both edges of the month, and some are filed twice', () => {
    const found = billed().flatMap(events);
    expect(found.length + 5).toBe(month.result.records);
    const filesOf = new Map<string, Set<string>>();
    for (const event of found)
      filesOf.set(event.identity, (filesOf.get(event.identity) ?? new Set()).add(event.file));
    const twice = [...filesOf.values()].filter((names) => names.size > 1).length;
    expect(twice).toBeGreaterThan(2);
    expect(twice / found.length).toBeLessThan(0.01);
    const byFile = billed().map((file) => ({ file, list: events(file) }));
    for (const pair of ['BBBHA', 'CCCHB']) {
      const own = byFile.filter(({ file }) => file.name.includes(pair));
      const september = own.map(({ list }) => list.some((event) => event.local.startsWith('202609')));
      // The file of 30 September, and a late record in that of 1 October.
      expect(september.slice(0, 2)).toEqual([true, true]);
      const last = own.at(-1);
      expect(last?.list.some((event) => event.local.startsWith('20261031'))).toBe(true);
      expect(text(at(last?.file.root as Node, 4, 107, 16))).toMatch(/^20261102/);
    }
  });

  test('truth.csv counts each record of the month once', () => {
    const inMonth = new Map<string, Set<string>>();
    for (const event of billed().flatMap(events)) {
      if (!event.local.startsWith('202610')) continue;
      inMonth.set(event.imsi, (inMonth.get(event.imsi) ?? new Set()).add(event.identity));
    }
    const truth = table(month.text('truth.csv'));
    expect(
      truth.filter((row) => Number(row.tap_records) !== (inMonth.get(row.imsi ?? '')?.size ?? 0)),
    ).toEqual([]);
    for (const row of truth) if (row.kind === 'rejected_fleet') expect(row.tap_records).toBe('0');
  });
});
