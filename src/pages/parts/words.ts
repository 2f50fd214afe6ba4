/** Words of the product and small marks for them. */
import { words } from '../../report/format.ts';
import { h, link } from '../dom.ts';
import { address } from '../place.ts';

export function badge(word: string, tone = word): HTMLElement {
  return h('span', { class: `badge ${tone.replace(/[^a-z_-]/g, '')}` }, words(word));
}

/** The beginning of an id, with the whole of it at hand. */
export function shortId(id: string): HTMLElement {
  return h('code', { class: 'short-id', title: id }, id.slice(0, 12));
}

export function runLink(id: string): HTMLAnchorElement {
  const anchor = link(address(['runs', id]), shortId(id));
  return anchor;
}

const KINDS: Readonly<Record<string, string>> = {
  sequence_gap: 'Missing files',
  quarantined_file: 'Quarantined file',
  no_tap: 'No TAP files',
  blind_days: 'Days without signaling',
  review_devices: 'Devices in review',
  withheld_records: 'Withheld records',
  possible_duplicates: 'Possible duplicates',
  exchange_rate: 'Exchange rate',
  left_out_lists: 'Lists not given',
  files_since: 'Files loaded since',
  unmatched_tadigs: 'TAP of no agreement',
  unmatched_plmn: 'Signaling of no agreement',
};

export function closeKind(kind: string): string {
  return KINDS[kind] ?? words(kind);
}

/** `2026-10` → `October 2026`. */
export function monthName(period: string): string {
  const [year, month] = period.split('-');
  const names = 'January February March April May June July August September October November December'.split(
    ' ',
  );
  const name = names[Number(month) - 1];
  return name === undefined ? period : `${name} ${year}`;
}

/** Where evidence comes from, for a reader. */
const SOURCES: Readonly<Record<string, string>> = {
  prior: 'share in agreement',
  tac_class: 'equipment (TAC)',
  declared_imsi_range: 'declaration',
  behaviour: 'behaviour',
  signaling: 'signaling',
  bound: 'no evidence: a bound',
};

export function sourceName(source: string): string {
  return SOURCES[source] ?? words(source);
}
