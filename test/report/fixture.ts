/**
 * Statements with awkward values: a provisional and a final statement, zero amounts, n/d amounts, negative steps, a
 * credit note, a currency without decimals, names that hold markup, many segments.
 */
import type { Statement, StatementLine } from '../../src/domain/statement.ts';

export const RUN_ID = '7d0c5b1e'.repeat(8);
const DIGEST = 'ab12'.repeat(16);
export const EVIL_NAME =
  'Compañía <script>alert("1")</script> & \u202eSöhne\u001b[31m International Roaming Holding';
export const LONG_SEGMENT = 'smart-meters-of-the-northern-region-with-a-very-long-name';

const line = (
  more: Partial<StatementLine> & Pick<StatementLine, 'line_id' | 'kind' | 'amount'>,
): StatementLine => ({
  service: null,
  charge_ref: null,
  segments: [],
  quantity: 0,
  unit: 'event',
  priced_unit: more.unit ?? 'event',
  priced_unit_size: 1,
  tiers: [],
  rate: null,
  rates: [],
  refers_to: null,
  included: 0,
  amount_exact: more.amount,
  ...more,
});

export const provisional: Statement = {
  run_id: RUN_ID,
  corrects: null,
  commitment: null,
  invoice: null,
  is_accrual: false,
  accrual: null,
  status: 'provisional',
  completeness: {
    sequence_gaps: [
      { sender: 'AAAVP', recipient: 'BBBHA', missing: ['00017', '00018'] },
      { sender: 'AAAV2', recipient: 'BBBHA', missing: ['00101'] },
    ],
    quarantined: [
      { sha256: 'fe01'.repeat(16), code: 'TAP_AUDIT_MISMATCH', tap_charge: '1204.50', currency: 'XDR' },
      { sha256: 'fe02'.repeat(16), code: 'BER_TRUNCATED', tap_charge: null, currency: null },
    ],
    missing_days: ['2026-10-03', '2026-10-04'],
    silent_devices: 12405,
    amount_at_stake: '3101.25',
  },
  agreement: { id: 'BBBHA-AAAVP-2026', version: 2, digest: DIGEST },
  parties: {
    visited: 'AAA Mobile',
    home: 'BBB Connect',
    visited_tadigs: ['AAAVP', 'AAAV2'],
    home_tadigs: ['BBBHA'],
  },
  period: '2026-10',
  currency: 'EUR',
  terms: { method: 'replaces_tap', rounding: { mode: 'half_up', decimals: 2 }, tax_rate: '0.21' },
  inputs: { files: 1204, records: 18_402_117, events: 96_300_451, tap_currencies: ['EUR'], digest: DIGEST },
  lines: [
    line({
      line_id: 'usage-1',
      kind: 'usage',
      service: 'data',
      charge_ref: 'charges.usage[0]',
      segments: [
        { segment: 'permanent', devices: 1840, quantity: 461_373_440_000, amount: '1200.10' },
        { segment: 'silent', devices: 12405, quantity: 0, amount: '0.00' },
        { segment: LONG_SEGMENT, devices: 312, quantity: 25_023_217_664, amount: '34.56' },
      ],
      quantity: 486_396_657_664,
      unit: 'byte',
      priced_unit: 'MB',
      priced_unit_size: 1_048_576,
      tiers: [
        { from: '0', to: '50000', quantity: '50000', price: '0.0040', amount: '200' },
        { from: '50000', to: null, quantity: '413864', price: '0.0025', amount: '1034.66' },
      ],
      amount: '1234.66',
    }),
    line({
      line_id: 'usage-2',
      kind: 'usage',
      service: 'sms_mo',
      charge_ref: 'charges.usage[1]',
      amount: '0.00',
    }),
    line({
      line_id: 'access-1',
      kind: 'access',
      charge_ref: 'charges.access[0]',
      segments: [{ segment: 'permanent', devices: 1840, quantity: 1840, amount: '644.00' }],
      quantity: 1840,
      unit: 'imsi_month',
      amount: '644.00',
    }),
    line({
      line_id: 'access-2',
      kind: 'access',
      charge_ref: 'charges.access[1]',
      segments: [{ segment: 'silent', devices: 12405, quantity: 12405, amount: '3101.25' }],
      quantity: 12405,
      unit: 'imsi_month',
      amount: '3101.25',
    }),
    line({
      line_id: 'billed-1',
      kind: 'as_billed',
      segments: [{ segment: '=standard', devices: 40210, quantity: 17_002_004, amount: '98765.43' }],
      quantity: 17_002_004,
      unit: 'record',
      rate: { from: 'XDR', to: 'EUR', value: '1.213450', source: 'ECB, "reference"' },
      amount_exact: '296296295/3000',
      amount: '98765.43',
    }),
    line({
      line_id: 'adjustment-1',
      kind: 'adjustment',
      unit: 'record',
      refers_to: { run_id: '11'.repeat(32), line_id: 'usage-1' },
      amount: '-120.00',
    }),
  ],
  totals: {
    usage: '1234.66',
    access: '3745.25',
    as_billed: '98765.43',
    commitment: '0.00',
    adjustment: '-120.00',
    net: '103625.34',
    tax: '21761.32',
    gross: '125386.66',
    tap_invoiced: '99512.34',
    payable: '125386.66',
  },
  devices: {
    by_segment: [
      { segment: 'permanent', devices: 1840 },
      { segment: 'silent', devices: 12405 },
      { segment: LONG_SEGMENT, devices: 312 },
      { segment: 'never-met', devices: 0 },
      { segment: '=standard', devices: 40210 },
    ],
    by_decision: [
      { decision: 'charge', devices: 14557 },
      { decision: 'review', devices: 210 },
      { decision: 'ignore', devices: 40000 },
    ],
  },
  device_list: { rows: 54767, sha256: DIGEST },
  baselines: [
    { name: 'tap_as_billed', rates: [], amount_exact: '99512.34', amount: '99512.34' },
    { name: 'volume_only', rates: [], amount_exact: '300109381/3000', amount: '100036.46' },
  ],
  bridge: [
    { step: 'volume_only', devices: 1210, amount_exact: '300109381/3000', amount: '100036.46' },
    { step: 'leave_iot_pricing', devices: 14, amount_exact: '-35.125', amount: '-35.12' },
    { step: 'access_fees:permanent', devices: 1180, amount_exact: '600.25', amount: '600.25' },
    { step: 'access_fees:silent', devices: 0, amount_exact: '0', amount: '0.00' },
    { step: 'added_with_tap', devices: 646, amount_exact: '43.75', amount: '43.75' },
    { step: 'added_without_tap', devices: 12405, amount_exact: '3100', amount: '3100.00' },
    { step: 'commitment', devices: null, amount_exact: '0', amount: '0.00' },
    { step: 'adjustment', devices: null, amount_exact: '-120', amount: '-120.00' },
    { step: 'rounding', devices: null, amount_exact: '7/1500', amount: '0.00' },
    { step: 'net', devices: null, amount_exact: '103625.34', amount: '103625.34' },
  ],
  uplift: {
    charges_percent: '128.41',
    devices_percent: '1084.30',
    devices_percent_signaling_only: '1025.21',
    before: '2180.44',
    after: '4980.35',
    devices_before: 1210,
    devices_added: 13120,
    devices_added_signaling_only: 12405,
  },
  notes: [
    '3 duplicate records are listed and not charged.',
    'TAP rate of AAAVP differs from the rates file: <1.2%>',
  ],
};

const MANY = Array.from({ length: 25 }, (_, index) => ({
  segment: `tier-${String(index).padStart(2, '0')}`,
  devices: (index * 37) % 101,
  quantity: index * 60,
  amount: `${index * 1000}`,
}));

export const creditNote: Statement = {
  ...provisional,
  status: 'final',
  completeness: {
    sequence_gaps: [],
    quarantined: [],
    missing_days: [],
    silent_devices: 0,
    amount_at_stake: '0',
  },
  agreement: { id: 'CCCXX-AAAVP.v2', version: 1, digest: DIGEST },
  parties: {
    visited: 'AAA Mobile',
    home: EVIL_NAME,
    visited_tadigs: ['AAAVP'],
    home_tadigs: ['CCCXX', 'CCCX2'],
  },
  currency: 'JPY',
  terms: { method: 'net_of_tap', rounding: { mode: 'half_up', decimals: 0 }, tax_rate: '0' },
  lines: [
    line({
      line_id: 'usage-1',
      kind: 'usage',
      service: 'voice_mo',
      charge_ref: 'charges.usage[0]',
      segments: MANY,
      quantity: 18_001,
      unit: 'second',
      priced_unit: 'minute',
      priced_unit_size: 60,
      tiers: [{ from: '0', to: null, quantity: '18001/60', price: '1000', amount: '900050/3' }],
      amount_exact: '300000',
      amount: '300000',
    }),
    line({
      line_id: 'access-1',
      kind: 'access',
      charge_ref: 'charges.access[0]',
      segments: [{ segment: 'tier-24', devices: 80, quantity: 80, amount: '12345' }],
      quantity: 80,
      unit: 'imsi_month',
      amount: '12345',
    }),
  ],
  totals: {
    usage: '300000',
    access: '12345',
    as_billed: '0',
    commitment: '0',
    adjustment: '0',
    net: '312345',
    tax: '0',
    gross: '312345',
    tap_invoiced: '400000',
    payable: '-87655',
  },
  devices: {
    by_segment: MANY.map(({ segment, devices }) => ({ segment, devices })),
    by_decision: [{ decision: 'charge', devices: 1213 }],
  },
  baselines: [
    { name: 'tap_as_billed', rates: [], amount_exact: '400000', amount: '400000' },
    { name: 'volume_only', rates: [], amount_exact: '50000', amount: '50000' },
  ],
  bridge: [
    { step: 'volume_only', devices: 10, amount_exact: '50000', amount: '50000' },
    { step: 'leave_iot_pricing', devices: 4, amount_exact: '-80000', amount: '-80000' },
    { step: 'access_fees:tier-24', devices: 80, amount_exact: '12345', amount: '12345' },
    { step: 'added_with_tap', devices: 700, amount_exact: '230000', amount: '230000' },
    { step: 'added_without_tap', devices: 429, amount_exact: '100000', amount: '100000' },
    { step: 'rounding', devices: null, amount_exact: '0', amount: '0' },
  ],
  uplift: {
    ...provisional.uplift,
    charges_percent: null,
    devices_percent: null,
    devices_percent_signaling_only: null,
  },
  notes: [],
};
