/**
 * Random agreements over the charge language against an oracle that shares nothing with the product: every line to the cent,
 * its shares by segment and by device, totals, baselines and the ends of the bridge. ROAMSETTLE_LONG=1: a thousand.
 */
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { type DeviceRow, type Settled, World } from '../support/month-world.ts';
import { type Deal, dealYaml, randomDeal } from './deal.ts';
import { randomTraffic, recordText, registrationText, type Traffic } from './events.ts';
import { type Expected, settleByTheBook } from './oracle.ts';
import { Random } from './random.ts';
import { ratio, same, total } from './ratio.ts';

const DEALS = 25;
const MONTHS = process.env.ROAMSETTLE_LONG === '1' ? 40 : 2;
const FILED = '2026-11-05T12:00:00+00:00';

/** `from to`: rates with many decimals, so that exact amounts do not end soon. */
const RATES: Readonly<Record<string, string>> = {
  'EUR USD': '1.0837',
  'USD EUR': '0.922764602',
  'XDR EUR': '1.2134567',
  'XDR USD': '1.31',
  'EUR JPY': '163.275',
  'USD JPY': '150.6',
  'XDR JPY': '198.01',
};
const rateText = Object.entries(RATES)
  .map(([pair, rate]) => `2026-10 ${pair} ${rate}`)
  .join('\n');

interface Case {
  readonly deal: Deal;
  readonly traffic: Traffic;
  readonly currency: string;
}

function randomCase(random: Random, number: number): Case {
  const deal = randomDeal(random, number);
  return { deal, traffic: randomTraffic(random, deal), currency: random.of(['EUR', 'USD', 'XDR']) };
}

async function settleAll(world: World, cases: readonly Case[]): Promise<Settled> {
  world.rates(rateText);
  for (const { deal, traffic, currency } of cases) {
    for (const version of deal.versions)
      world.agreement(`${deal.id}-${version.number}`, dealYaml(deal, version));
    for (const [i, tadig] of deal.tadigs.entries()) {
      const own = traffic.records.filter((record) => record.tadig === tadig).map(recordText);
      if (own.length === 0) continue;
      const file = { pair: `AAAVP ${tadig}`, seq: i + 1, available: FILED, currency, decimals: 3 };
      world.tap(file, own.join('\n'));
    }
  }
  // The loaded feed must hold one event at least; this one is nobody's.
  const registrations = cases.flatMap(({ traffic }) => traffic.registrations.map(registrationText));
  world.signaling(['2026-10-15T00:00:00Z 999999999999999 UL', ...registrations].join('\n'));
  await world.ingest();
  return world.settle();
}

/** The lines of both as text, so that a difference is seen whole. */
function expectedLines({ lines }: Expected, decimals: number): string[] {
  return lines.map(({ version, ref, kind, quantity, included, minor, segments }) => {
    const shares = segments.map(
      ([name, devices, part, amount]) => `${name} ${devices} ${part} ${text(amount, decimals)}`,
    );
    return [`v${version} ${ref}`, kind, quantity, included, text(minor, decimals), ...shares].join(' | ');
  });
}

function linesOf({ lines, agreement }: Statement): string[] {
  return lines.map((line) => {
    const shares = line.segments.map(
      ({ segment, devices, quantity, amount }) => `${segment} ${devices} ${quantity} ${amount}`,
    );
    const ref = `v${line.version ?? agreement.version} ${line.charge_ref ?? `uncovered ${line.service}`}`;
    return [ref, line.kind, line.quantity, line.included, line.amount, ...shares].join(' | ');
  });
}

function text(minor: bigint, decimals: number): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  const shown = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return minor < 0n ? `-${shown}` : shown;
}

/** What each device has of a kind of lines. */
function deviceAmounts({ lines }: Expected, devices: readonly DeviceRow[], decimals: number): string[] {
  return devices.map(({ imsi }) => {
    const of = (kind: string) =>
      text(
        lines
          .filter((line) => line.kind === kind)
          .reduce((sum, { shares }) => sum + (shares.get(imsi!) ?? 0n), 0n),
        decimals,
      );
    return [imsi, of('usage'), of('access'), of('as_billed')].join(' ');
  });
}

function check({ deal, traffic, currency }: Case, run: Settled): void {
  const statement = run.statement(deal.id);
  const devices = run.devices(deal.id);
  const rateOf = (from: string) => (from === deal.currency ? '1' : RATES[`${from} ${deal.currency}`]!);
  const expected = settleByTheBook(deal, traffic, rateOf, currency);
  const { decimals } = deal;
  expect(linesOf(statement)).toEqual(expectedLines(expected, decimals));
  for (const [i, line] of statement.lines.entries())
    expect(
      same(ratio(line.amount_exact), expected.lines[i]!.exact),
      `${line.line_id} ${line.amount_exact}`,
    ).toBe(true);
  const gross = expected.net + expected.tax;
  expect(statement.totals).toMatchObject({
    net: text(expected.net, decimals),
    tax: text(expected.tax, decimals),
    gross: text(gross, decimals),
    tap_invoiced: text(expected.tapInvoiced, decimals),
    payable: text(deal.method === 'net_of_tap' ? gross - expected.tapInvoiced : gross, decimals),
  });
  const [tap, volumeOnly] = statement.baselines.map((baseline) => ratio(baseline.amount_exact));
  expect(same(tap!, expected.tapExact)).toBe(true);
  expect(same(volumeOnly!, expected.volumeOnly)).toBe(true);
  const steps = statement.bridge.map(({ amount_exact }) => ratio(amount_exact));
  expect(same(steps[0]!, expected.volumeOnly)).toBe(true);
  expect(same(total(steps.slice(0, -1)), steps.at(-1)!)).toBe(true);
  expect(same(steps.at(-1)!, ratio(text(expected.net, decimals)))).toBe(true);
  expect(
    devices.map((row) => [row.imsi, row.usage_amount, row.access_amount, row.as_billed_amount].join(' ')),
  ).toEqual(deviceAmounts(expected, devices, decimals));
  for (const { imsi, segment } of devices) expect(segment).toBe(expected.segments.get(imsi!) ?? '');
}

describe.each(Array.from({ length: MONTHS }, (_, month) => month + 1))('month %i', (month) => {
  test(`${DEALS} agreements`, { timeout: 120_000 }, async () => {
    const random = new Random(month * 7919);
    const cases = Array.from({ length: DEALS }, (_, i) => randomCase(random, i + 1));
    const world = new World();
    try {
      const run = await settleAll(world, cases);
      for (const one of cases) {
        try {
          check(one, run);
        } catch (error) {
          // The deal and its traffic say what to look at.
          const shown = [
            ...one.deal.versions.map((version) => dealYaml(one.deal, version)),
            ...one.traffic.records.map(recordText),
            ...one.traffic.registrations.map(registrationText),
          ];
          throw new Error(`${(error as Error).message}\n${shown.join('\n')}`, { cause: error });
        }
      }
    } finally {
      world.remove();
    }
  });
});
