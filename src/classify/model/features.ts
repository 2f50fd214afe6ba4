/**
 * What the model looks at of a device, in the order of sql/classify/model_row.sql. Nothing that makes its labels is among it: no
 * declared range, APN or TAC, and no type of a TAC, else it would find again only what was declared.
 */

export interface ModelFeature {
  readonly name: string;
  /** What found it, as in `detected_by`. */
  readonly source: 'behaviour' | 'signaling';
  /** What a value of it is called in a reason; the value follows. */
  readonly words: string;
}

const behaviour = (name: string, words: string): ModelFeature => ({ name, source: 'behaviour', words });
const signaling = (name: string, words: string): ModelFeature => ({ name, source: 'signaling', words });

export const FEATURES: readonly ModelFeature[] = [
  behaviour('tap_records', 'TAP records'),
  behaviour('kilobytes', 'kB in the month'),
  behaviour('kilobytes_a_day', 'kB on a day with data'),
  behaviour('up_share', 'thousandths of the volume sent'),
  behaviour('data_records_a_day', 'tenths of a data record on a day with data'),
  behaviour('data_day_share', 'thousandths of the observed days with data'),
  behaviour('sms', 'SMS'),
  behaviour('sms_mo', 'SMS sent'),
  behaviour('calls', 'calls'),
  behaviour('calls_mo', 'calls made'),
  signaling('registrations', 'registrations'),
  signaling('attempts_a_day', 'tenths of a registration attempt on a day with events'),
  signaling('rejected_share', 'thousandths of the attempts rejected'),
  signaling('events_a_day', 'tenths of an event on a day with events'),
  signaling('event_days', 'days with events'),
  signaling('event_day_share', 'thousandths of the present days with events'),
  signaling('cells', 'cells'),
  signaling('cells_an_event', 'cells in a thousand events'),
  signaling('machine_rat_share', 'thousandths of the events by NB-IoT or LTE-M'),
  signaling('rats', 'radio accesses, as a sum of GERAN 1, UTRAN 2, EUTRAN 4, NB-IoT 8, LTE-M 16, NR 32'),
  behaviour('instants', 'records and events'),
  behaviour('mean_gap', 'seconds between bursts, in the mean'),
  behaviour('variation', 'thousandths of squared variation of these gaps'),
  behaviour('night_share', 'thousandths from midnight to six'),
  behaviour('hours', 'different hours of the day'),
  behaviour('top_hour_share', 'thousandths in the busiest hour of the day'),
  signaling('days_present', 'days present'),
  signaling('days_observed', 'days observed'),
  signaling('longest_gap', 'days of the longest absence'),
  signaling('window_days', 'days present in the presence window'),
  behaviour('tacs', 'TACs used'),
  behaviour(
    'slot_concentration',
    'concentration on the same five minutes of the hour (1000 none, 12000 full)',
  ),
  behaviour(
    'top_gap_share',
    'thousandths of the gaps between bursts that are about as long (within a tenth) as the commonest',
  ),
  behaviour('top_gap', 'seconds of the commonest gap between bursts, at least'),
  behaviour('working_share', 'thousandths from 8 to 18 o’clock'),
  behaviour('evening_share', 'thousandths from 18 to 23 o’clock'),
  behaviour('weekend_share', 'thousandths on Saturdays and Sundays'),
  behaviour(
    'day_spread',
    'spread of records and events over the active days (1000 as by chance, less where even, more where in bursts)',
  ),
  behaviour(
    'first_hour_spread',
    'variation of the first hour of a day (hundredths of squared hours; 0 always the same)',
  ),
  behaviour('small_share', 'thousandths of the data records below 10 kB'),
  behaviour('bytes_a_record', 'bytes of a data record, in the mean'),
  behaviour(
    'record_variation',
    'variation of the size of data records (0 all alike, 1000 as much as their mean)',
  ),
  behaviour(
    'day_volume_variation',
    'variation of the volume of a day with data (0 all alike, 1000 as much as their mean)',
  ),
  behaviour('seconds_a_record', 'seconds of a data record, in the mean'),
  behaviour(
    'session_variation',
    'variation of the duration of data records (0 all alike, 1000 as much as their mean)',
  ),
  behaviour('seconds_a_call', 'seconds of a call, in the mean'),
  behaviour('call_variation', 'variation of the duration of calls (0 all alike, 1000 as much as their mean)'),
  behaviour('call_days', 'days with calls'),
  behaviour('sms_mo_share', 'thousandths of the SMS that it sent'),
  behaviour('calls_mo_share', 'thousandths of the calls that it made'),
  signaling(
    'permanent_share',
    'thousandths of the events rejected for good (roaming, subscriber or access not allowed)',
  ),
  signaling('longest_rejected', 'rejections in a row without a registration between them'),
  signaling('authentication_share', 'thousandths of the events that ask for authentication'),
  signaling('cancel_share', 'thousandths of the events that cancel a registration'),
  signaling('purge_share', 'thousandths of the events that purge or end a registration'),
  signaling('session_share', 'thousandths of the events that begin a data session'),
  signaling('top_cell_share', 'thousandths of the events in the commonest cell'),
];
