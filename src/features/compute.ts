/** The ordered SQL models that turn loaded rows into one feature row per agreement and IMSI of a period. */
import type { Agreement } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import type { Store } from '../store/store.ts';
import { type ClassifiedTac, scopeDocument } from './scope.ts';

const MODELS = [
  'scope',
  'scope_pair',
  'scope_visited',
  'scope_plmn',
  'scope_home',
  'scope_zone',
  'scope_range',
  'scope_tac',
  'scope_apn',
  'tac_catalogue',
  'procedure_role',
  'known_imsi',
  'imsi_match',
  'imsi_owner',
  'imsi_sender_owner',
  'tap_file',
  'live_file',
  'returned_tap_record',
  'duplicate_record',
  'early_usage',
  'dated_record',
  'device_record',
  'device_event',
  'presence_event',
  'present_day',
  'device_presence',
  'feed_coverage',
  'device_seen',
  'foreign_device',
  'record_feature',
  'event_feature',
  'rhythm_feature',
  'identity_feature',
  'device_feature',
] as const;

/**
 * Builds the TEMP relations up to `device_feature` for all agreements of the period at once (rules 1 to 4).
 * `no` in them is the agreement's position in `agreements`.
 */
export async function computeFeatures(
  store: Store,
  agreements: readonly Agreement[],
  period: Period,
  tacs: readonly ClassifiedTac[],
): Promise<void> {
  await store.db.run('macros');
  const scope = scopeDocument(agreements, period, tacs, store.dictionary);
  for (const model of MODELS) await store.db.run(`features/${model}`, { scope });
}
