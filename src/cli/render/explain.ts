/** All that a run knows of a device, for a terminal of 100 columns. */

import { logitText } from '../../domain/logit.ts';
import type { Behaviour } from '../../findings/behaviour/behaviour.ts';
import {
  formatAmount,
  formatCount,
  formatQuantity,
  printable,
  unitName,
  words,
} from '../../report/format.ts';
import type { Derivation } from '../../runs/derivation.ts';
import type { WeighedItem } from '../../runs/evidence.ts';
import type { Neighbours } from '../../runs/neighbours.ts';
import type { DeviceExplanation } from '../../trace/explain.ts';
import { DEFAULT_WIDTH, renderTable, wrapText } from './table.ts';
import { renderTimeline } from './timeline.ts';

type Device = DeviceExplanation['devices'][number];

/** With all that its behaviour says, where that was asked for; null where it cannot be worked out. */
export type UnfoldedDevice = Device & { readonly behaviour?: Behaviour | null };

export function renderExplanation({
  devices,
  no_timeline,
}: Pick<DeviceExplanation, 'no_timeline'> & { readonly devices: readonly UnfoldedDevice[] }): string {
  return devices.map((device) => deviceText(device, no_timeline)).join('\n\n');
}

function deviceText(explained: UnfoldedDevice, without: DeviceExplanation['no_timeline']): string {
  const { device: d, agreement_id, evidence, behaviour, neighbours, timeline } = explained;
  const blocks = [
    [
      `IMSI ${d.imsi} under ${agreement_id}, ${d.period}`,
      `  device ${d.device} (probability ${d.probability}), decision ${d.decision}, segment ${d.segment || '(none)'}`,
      ...decisionText(explained),
      `  seen ${d.first_seen} to ${d.last_seen}; TAC ${d.tac || '-'}${explained.features.device_type ? ` (${explained.features.device_type})` : ''}; APNs ${d.apns || '-'}`,
    ],
    ['Presence, activity, segment', ...axesText(explained)],
    ['What spoke for a machine, and against', ...evidenceText(evidence, String(d.probability))],
    ...(!behaviour ? [] : [['All that it does, figure by figure', ...behaviourText(behaviour)]]),
    ['Beside its neighbours', ...neighbourText(neighbours)],
    ['What it owes', ...feeText(explained)],
    timeline === null
      ? [
          `No timeline: ${without?.message ?? ''} (${without?.code ?? ''}). The run folder has all but single events and records.`,
        ]
      : renderTimeline(timeline),
  ];
  return blocks
    .map((lines) => lines.map((line) => (line.includes('\n') ? line : wrapLine(line))).join('\n'))
    .join('\n\n');
}

function wrapLine(line: string): string {
  const indent = /^ */.exec(line)![0];
  return `${indent}${wrapText(line.slice(indent.length), DEFAULT_WIDTH - indent.length, `${indent}  `)}`;
}

const DECIDED: Readonly<Record<Derivation['decided_by'], string>> = {
  exclusion: 'the agreement excludes it: nothing else counts',
  nothing_seen: 'it has neither an observed day nor a charged record (or no IMSI): nothing else counts',
  reviewer: 'a reviewer decided it, whatever the model says',
  declaration: 'the agreement declares it, and its declaration is binding',
  partner: "the partner's list says so, whatever the model says",
  earlier_months: 'the model and the months before decided it',
  model: 'the model decided it',
};

function decisionText({ device, derivation, lists, versions, features }: Device): string[] {
  const { decided_by, thresholds } = derivation;
  const { charge_at, review_at } = thresholds;
  return [
    `  decided: ${DECIDED[decided_by]}; charged from a probability of ${charge_at} on, reviewed from ${review_at} on`,
    ...lists.map(
      ({ verdict, source, reason }) =>
        `  list: ${verdict} (${printable(source || 'partner')})${reason === '' ? '' : `: ${printable(reason)}`}`,
    ),
    ...versions.map(
      ({ version, segment }) =>
        `  version ${version}: segment ${segment || '(none)'}${features.fee_version === version ? ', by which its fees are due' : ''}`,
    ),
    ...circumstances(String(device.reasons)),
  ];
}

/** Reasons that are no evidence: that has a table of its own. */
function circumstances(reasons: string): string[] {
  const words = reasons.split(';').filter((reason) => reason !== '' && !/^[+-]\d/.test(reason));
  return words.length === 0 ? [] : [`  reasons: ${printable(words.join('; '))}`];
}

function axesText({ device: d, derivation }: Device): string[] {
  const { presence: p, activity: a, segment: s } = derivation;
  const limits = ({ bytes, sms, calls }: typeof a.silent) =>
    [
      [bytes, 'bytes'],
      [sms, 'SMS'],
      [calls, 'calls'],
    ]
      .filter(([most]) => most !== null)
      .map(([most, what]) => `${formatCount(Number(most))} ${what}`)
      .join(', ');
  const rule =
    derivation.decided_by === 'exclusion'
      ? 'an excluded device is in none'
      : s.rule === null
        ? 'no rule of the agreement fits'
        : `rule ${s.rule} of the agreement fits first${s.when === null ? ' (it has no condition)' : `: ${conditionText(s.when)}`}`;
  return [
    `  presence ${d.presence}: ${p.days_of_window} days present of the last ${p.of_last} (permanent from ${p.days_needed} on), longest absence ${p.longest_absence ?? '-'} days (at most ${p.longest_allowed}); in the month ${d.days_present} present (seen, or still attached), ${d.days_observed} observed (seen)`,
    `  activity ${d.activity}: ${formatCount(a.bytes)} bytes, ${a.sms} SMS, ${a.calls} calls in ${d.tap_records} TAP records (silent up to ${limits(a.silent)}; low up to ${limits(a.low)})`,
    `  segment ${s.name || '(none)'}: ${s.as_human ? 'not charged, so it is settled as a person; ' : ''}${rule}`,
  ];
}

function conditionText(when: object): string {
  return Object.entries(when)
    .map(
      ([key, value]) =>
        `${key.replaceAll('_', ' ')} ${Array.isArray(value) ? value.join(' or ') : String(value)}`,
    )
    .join(', ');
}

/** What the other columns of the table leave of a line. */
const WORDS_WIDTH = 48;

function evidenceText(evidence: readonly WeighedItem[], probability: string): string[] {
  if (evidence.length === 0) return ['  nothing was weighed'];
  const sum = evidence.reduce((total, { weight }) => total + weight, 0);
  const rows = evidence.flatMap((item) => {
    // Words are never cut: what does not fit goes on below.
    const [first = '', ...more] = wrapText(item.words, WORDS_WIDTH, '  ').split('\n');
    const figures = [
      item.side,
      item.strength ?? '',
      item.strength === null ? '' : `${item.share_percent.toFixed(1)} %`,
      signed(item.weight),
      item.probability_without.toFixed(4),
    ];
    return [[...figures, first], ...more.map((line) => [...figures.map(() => ''), line])];
  });
  return [
    renderTable(['', 'how strongly', 'share', 'logit', 'without it', 'what'], rows, [
      'left',
      'left',
      'right',
      'right',
      'right',
      'left',
    ]),
    `  together ${signed(sum)}, which is a probability of ${probability}; "without it" is the probability that all the others come to`,
    '  the share of machines in the agreement is assumed before anything is known of the device',
    ...(evidence.some(({ side }) => side === 'bound')
      ? ['  a bound is no evidence: it is what the score is raised or lowered by when all is said']
      : []),
  ];
}

/** Figures that say less than a hundredth of a logit are added up. */
const LEAST_SHOWN = 10;

function behaviourText({ features, silent, start, calibration, given_back }: Behaviour): string[] {
  const shown = features.filter(({ weight }) => Math.abs(weight) >= LEAST_SHOWN);
  const rest = features.slice(shown.length);
  const restSum = rest.reduce((sum, { weight }) => sum + weight, 0);
  const all = [...features.map(({ weight }) => weight), start, calibration, given_back];
  const rows: [number, string][] = [
    ...shown.map(({ weight, words, value }): [number, string] => [weight, `${words}: ${value}`]),
    ...(rest.length === 0
      ? []
      : [[restSum, `${rest.length} figures that say less than 0.01 each`] as [number, string]]),
    [start, 'before any figure is looked at'],
    [calibration, 'calibration: what such figures together were worth in this month, less their sum'],
    [given_back, 'added to every device of the month, for what the estimate falls short by'],
  ];
  return [
    renderTable(
      ['logit', 'what'],
      rows.map(([weight, words]) => [signed(weight), words]),
      ['right', 'left'],
    ),
    `  together ${signed(all.reduce((sum, weight) => sum + weight, 0))}: the four figures named above and "all else that it does"; ${silent} other figures say nothing of it`,
  ];
}

function signed(weight: number): string {
  return `${weight > 0 ? '+' : weight < 0 ? '-' : ''}${logitText(weight)}`;
}

function neighbourText({ charged, people, figures, alike }: Neighbours): string[] {
  const middle = (values: readonly number[] | null) =>
    values === null
      ? '-'
      : `${formatCount(values[0]!)} / ${formatCount(values[1]!)} / ${formatCount(values[2]!)}`;
  const likeWords = { charged: 'charged', people: 'people', both: 'both', neither: 'neither', unknown: '-' };
  const rows = figures.map((row) => [
    row.words,
    row.own === null ? '-' : formatCount(row.own),
    middle(row.charged),
    middle(row.people),
    likeWords[row.like],
  ]);
  return [
    renderTable(
      ['', 'this one', `${formatCount(charged)} charged`, `${formatCount(people)} taken for people`, 'like'],
      rows,
      ['left', 'right', 'right', 'right', 'left'],
    ),
    '  a quarter, half and three quarters of the devices of the agreement have at most this; "like": in whose middle half it lies',
    ...alike.map(({ what, value, devices, charged: c, review, ignored }) =>
      devices === 0
        ? `  ${alikeWords(what, value)}: no other device`
        : `  ${alikeWords(what, value)}: ${formatCount(devices)} other devices, ${formatCount(c)} charged, ${formatCount(review)} in review, ${formatCount(ignored)} left alone`,
    ),
  ];
}

function alikeWords(what: Neighbours['alike'][number]['what'], value: string): string {
  if (what === 'imsi_block') return 'IMSIs that differ in the last three digits alone';
  return `${what === 'tac' ? 'TAC' : 'APN'} ${printable(value)}`;
}

function feeText({ lines, not_due, device: d }: Device): string[] {
  const parts = lines.flatMap((line) => [
    `  ${line.line_id}${line.charge_ref === null ? '' : ` (${line.charge_ref})`}, ${line.service === '' ? 'fee' : words(line.service)} in segment ${line.segment || '(none)'}: ${formatAmount(line.amount)} ${line.currency}`,
    `    ${line.price}`,
    `    ${formatQuantity(line.quantity, line.unit)}${line.service === '' || line.unit === 'record' ? '' : ` in ${line.records} records`} of the line's ${formatCount(line.line_quantity)}, which come to ${formatAmount(line.line_amount)} ${line.currency}; its weight in the line is ${line.weight} ${line.weight_unit === line.currency ? line.currency : unitName(line.weight_unit)}`,
  ]);
  return [
    ...(parts.length === 0 ? ['  no part in any line'] : parts),
    ...not_due.map(({ charge_ref, because }) => `  no ${charge_ref}: ${because}`),
    `  together: usage ${d.usage_amount}, access ${d.access_amount}, as billed ${d.as_billed_amount} ${d.currency}; TAP charged ${d.tap_amount}`,
  ];
}
