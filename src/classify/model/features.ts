/**
 * The features of a device, in the order of sql/classify/model_row.sql. Nothing that makes its labels is among them: no
 * declared range, APN or TAC, and no type of a TAC, else it would find again only what was declared. Nor is it seen in any of it whether
 * there is an IMEI, which equipment says already: feeds without it are of silent people's phones as well.
 */

export interface ModelFeature {
  readonly name: string;
  /** What found it, as in `detected_by`. */
  readonly source: 'behaviour' | 'signaling';
  /** What a value of it is called in a reason; the value follows. */
  readonly words: string;
  /** How a value is written: as it is, thousandths as percent, tenths as a decimal, or the radio accesses of a sum of their bits. */
  readonly unit: 'number' | 'permille' | 'tenths' | 'rats';
}

type Unit = ModelFeature['unit'];
const behaviour = (name: string, words: string, unit: Unit = 'number'): ModelFeature => ({
  name,
  source: 'behaviour',
  words,
  unit,
});
const signaling = (name: string, words: string, unit: Unit = 'number'): ModelFeature => ({
  ...behaviour(name, words, unit),
  source: 'signaling',
});

export const FEATURES: readonly ModelFeature[] = [
  behaviour('tap_records', 'TAP records'),
  behaviour('kilobytes', 'kB in the month'),
  behaviour('kilobytes_a_day', 'kB on a day with data'),
  behaviour('up_share', 'share of the volume that it sends', 'permille'),
  behaviour('data_records_a_day', 'data records on a day with data', 'tenths'),
  behaviour('data_day_share', 'share of the observed days that have data', 'permille'),
  behaviour('sms', 'SMS'),
  behaviour('sms_mo', 'SMS sent'),
  behaviour('calls', 'calls'),
  behaviour('calls_mo', 'calls made'),
  signaling('registrations', 'registrations'),
  signaling('attempts_a_day', 'registration attempts on a day with events', 'tenths'),
  signaling('rejected_share', 'share of the attempts that were rejected', 'permille'),
  signaling('events_a_day', 'events on a day with events', 'tenths'),
  signaling('event_days', 'days with events'),
  signaling('event_day_share', 'share of the present days that have events', 'permille'),
  signaling('cells', 'cells'),
  signaling('cells_an_event', 'different cells in a hundred events', 'tenths'),
  signaling('machine_rat_share', 'share of the events by NB-IoT or LTE-M', 'permille'),
  signaling('rats', 'radio access', 'rats'),
  behaviour('instants', 'records and events'),
  behaviour('mean_gap', 'seconds between bursts, in the mean'),
  behaviour(
    'variation',
    'irregularity of the gaps between bursts (0 % a clock, 100 % by chance)',
    'permille',
  ),
  behaviour('night_share', 'share from midnight to six', 'permille'),
  behaviour('hours', 'different hours of the day'),
  behaviour('top_hour_share', 'share in the busiest hour of the day', 'permille'),
  signaling('days_present', 'days present'),
  signaling('days_observed', 'days observed'),
  signaling('longest_gap', 'days of the longest absence'),
  signaling('window_days', 'days present in the presence window'),
  behaviour(
    'slot_concentration',
    'concentration on the same five minutes of the hour (100 % none, 1200 % full)',
    'permille',
  ),
  behaviour(
    'top_gap_share',
    'share of the gaps between bursts that are as long as the commonest, within a tenth',
    'permille',
  ),
  behaviour('top_gap', 'seconds of the commonest gap between bursts, at least'),
  behaviour('working_share', 'share from 8 to 18 o’clock', 'permille'),
  behaviour('evening_share', 'share from 18 to 23 o’clock', 'permille'),
  behaviour('weekend_share', 'share on Saturdays and Sundays', 'permille'),
  behaviour(
    'day_spread',
    'unevenness of the active days (100 % as by chance, less where they are alike)',
    'permille',
  ),
  behaviour(
    'first_hour_spread',
    'how the first hour of a day varies (hundredths of squared hours; 0 always the same)',
  ),
  behaviour('small_share', 'share of the data records below 10 kB', 'permille'),
  behaviour('bytes_a_record', 'bytes of a data record, in the mean'),
  behaviour(
    'record_variation',
    'variation of the size of data records (0 % all alike, 100 % as much as their mean)',
    'permille',
  ),
  behaviour(
    'day_volume_variation',
    'variation of the volume of a day with data (0 % all alike, 100 % as much as their mean)',
    'permille',
  ),
  behaviour('seconds_a_record', 'seconds of a data record, in the mean'),
  behaviour(
    'session_variation',
    'variation of the duration of data records (0 % all alike, 100 % as much as their mean)',
    'permille',
  ),
  behaviour('seconds_a_call', 'seconds of a call, in the mean'),
  behaviour(
    'call_variation',
    'variation of the duration of calls (0 % all alike, 100 % as much as their mean)',
    'permille',
  ),
  behaviour('call_days', 'days with calls'),
  behaviour('sms_mo_share', 'share of the SMS that it sent', 'permille'),
  behaviour('calls_mo_share', 'share of the calls that it made', 'permille'),
  signaling(
    'permanent_share',
    'share of the events rejected for good (roaming, subscriber or access not allowed)',
    'permille',
  ),
  signaling('longest_rejected', 'rejections in a row without a registration between them'),
  signaling('authentication_share', 'share of the events that ask for authentication', 'permille'),
  signaling('cancel_share', 'share of the events that cancel a registration', 'permille'),
  signaling('purge_share', 'share of the events that purge or end a registration', 'permille'),
  signaling('session_share', 'share of the events that begin a data session', 'permille'),
  signaling('top_cell_share', 'share of the events in the commonest cell', 'permille'),
];

/**
 * Features, as their numbers, of which more never says more for a machine, whatever the labels seem to teach: volume, calls, SMS sent. Nothing
 * labels people's routers as people, so that trees learned that gigabytes are a machine's, and fleets of them vouched for each other. No
 * partner would accept that reason either.
 */
export const MORE_IS_NO_MACHINE: ReadonlySet<number> = new Set(
  ['kilobytes', 'kilobytes_a_day', 'bytes_a_record', 'calls', 'calls_mo', 'sms_mo'].map(featureNumber),
);

const TAP_RECORDS = featureNumber('tap_records');

/** Position of a feature among all, which is that of its column. */
export function featureNumber(wanted: string): number {
  return FEATURES.findIndex(({ name }) => name === wanted);
}

/** Whether a device has no TAP record in the period; `features` as in model.ts. */
export function isSilent(
  { features }: { readonly features: readonly Int32Array[] },
  device: number,
): boolean {
  return features[TAP_RECORDS]![device]! <= 0;
}
