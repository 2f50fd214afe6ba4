/**
 * The one registry of errors: code → message, HTTP status, process exit code, cure.
 * `docs/errors.md` lists the same codes and a test holds the two together.
 *
 * Messages never carry an IMSI, IMEI or MSISDN; a place (file name, byte offset, tag path, line) is data of the
 * error, not text of the registry.
 */
import { type ErrorEntry, entry } from './errors/entry.ts';
import { describePlace, type ErrorPlace } from './errors/place.ts';
import { RUN_ERRORS } from './errors/runs.ts';
import { SERVER_ERRORS } from './errors/server.ts';

export type { ErrorPlace };

export const ERRORS = {
  // --- usage
  USAGE: entry('The command line is not understood.', 'See `roamsettle COMMAND --help`.', 400, 2),
  OUT_OF_MEMORY: entry(
    'The memory limit of the database is too small for this work.',
    'Give it more with `--memory`.',
    507,
  ),
  INTERNAL: entry('A check inside roamsettle failed.', 'Report it with the run folder and the log.', 500),

  // --- files
  FILE_NOT_FOUND: entry('No such file or folder.', 'Check the path.', 404),
  FILE_UNREADABLE: entry('The file cannot be read.', 'Check its permissions and the disk.'),
  FILE_EMPTY: entry('The file is empty.', 'Ask the sender for the file again.'),
  FILE_UNKNOWN: entry(
    'The file is neither TAP, signaling events, NRTRDE nor RAP.',
    'Name only TAP and signaling files, or give a mapping profile.',
  ),
  FILE_FORMAT_UNSUPPORTED: entry(
    'The file is recognised, but this version does not load its format.',
    'Unpack or convert it first.',
  ),
  FILE_TOO_LARGE: entry(
    'The file is larger than the limit.',
    'Split it, or ask the sender for smaller files.',
  ),
  FILE_CORRUPT: entry('The compressed file does not inflate.', 'Ask the sender for the file again.'),
  FILE_CHANGED: entry('The file changed while it was read.', 'Ingest it again when it is complete.'),
  FILE_NAME_MISMATCH: entry(
    'The file name contradicts the header of the file (TD.57 FileSequenceNumber error 100, BatchControlInfo errors 38 and 39).',
    'Ask the sender for the file under its right name, or load it with `--audit report`.',
  ),
  FILE_MANGLED: entry(
    'The file was changed on its way: by a transfer in text mode or a conversion of its characters.',
    'Ask for it again, transferred in binary mode.',
  ),
  FILE_SEQUENCE_CONFLICT: entry(
    'Another file with the same sender, recipient, type and sequence number but other content is loaded (TD.57 FileSequenceNumber error 201).',
    'Ask the sender which of the two is valid.',
    409,
  ),

  // --- BER framing
  BER_TRUNCATED: entry('The data end inside an element.', 'Ask the sender for the whole file.'),
  BER_LENGTH_OVERFLOW: entry(
    'An element is longer than what is left of the group that holds it.',
    'The file is damaged or was changed in transfer: ask for it again in binary mode.',
  ),
  BER_LENGTH_FORM: entry(
    'A length is in a form that BER does not allow.',
    'Ask the sender for the file again.',
  ),
  BER_TAG_FORM: entry('A tag is in a form that BER does not allow.', 'Ask the sender for the file again.'),
  BER_CLASS: entry(
    'A tag is not of class APPLICATION, the only class of TAP.',
    'The file is damaged at this place: ask for it again.',
  ),
  BER_DEPTH: entry(
    'The groups are nested deeper than the limit.',
    'No valid TAP file is nested so deep: ask for it again.',
  ),
  BER_UNEXPECTED_EOC: entry(
    'An end-of-contents stands where no indefinite length is open.',
    'Ask the sender for the file again.',
  ),
  BER_MISSING_EOC: entry('An indefinite length is never closed.', 'Ask the sender for the whole file.'),
  BER_TRAILING_DATA: entry(
    'Something follows the root element that is neither filler nor another batch.',
    'The file is damaged or was joined with another: ask for it again.',
  ),

  // --- TAP
  TAP_ROOT_UNKNOWN: entry(
    'The root element is no TransferBatch, Notification, NRTRDE or RAP.',
    'Name only TAP files.',
  ),
  TAP_RELEASE_UNSUPPORTED: entry(
    'This TAP release is recognised, but not loaded by this version.',
    'TAP 3.1 to 3.12 are loaded.',
  ),
  TAP_KIND_UNSUPPORTED: entry('The file is NRTRDE or RAP, and a TAP file is wanted.', 'Name a TAP file.'),
  TAP_MISSING: entry(
    'A mandatory group or field is missing.',
    'Return the file to the sender (RAP fatal error).',
  ),
  TAP_SYNTAX: entry('A field has a value that its type does not allow.', 'Return the file to the sender.'),
  TAP_RANGE: entry(
    'A number is outside the range that can be held exactly.',
    'Return the file to the sender.',
  ),
  TAP_AUDIT_MISMATCH: entry(
    'The audit trailer does not agree with the events (TD.57 AuditControlInfo error 100).',
    'Return the file, or load it with `--audit report`.',
  ),

  // --- signaling
  SIGNALING_HEADER: entry(
    'The columns of the signaling file cannot be used (event_time, imsi and procedure are required).',
    'Give the canonical columns, or a mapping profile.',
  ),
  SIGNALING_UNREADABLE: entry('The signaling file cannot be read.', 'Check that it is whole.'),
  SIGNALING_ALL_ROWS_BAD: entry(
    'No row of the signaling file is well formed.',
    'See the rejected rows in `status`.',
  ),
  PROFILE_INVALID: entry('The mapping profile is not valid.', 'Correct the line, see docs/profiles.md.', 400),
  PROFILE_CHANGED: entry(
    'The file is loaded already, mapped by another profile.',
    'Ingest it into a new data folder.',
    409,
  ),

  // --- agreements, rates, TACs
  AGREEMENT_SYNTAX: entry('The agreement is not valid YAML.', 'Correct the line.', 400),
  AGREEMENT_SCHEMA: entry(
    'The agreement does not follow its JSON Schema.',
    'Correct the key at the line.',
    400,
  ),
  AGREEMENT_CONFLICT: entry('Two entries or agreements cover the same traffic.', 'Make them disjoint.', 409),
  AGREEMENT_INVALID: entry('The agreement contradicts itself.', 'Correct the key at the line.', 400),
  AGREEMENT_EXAMPLE: entry(
    'An example of the agreement does not come out.',
    'Correct the price or the example.',
  ),
  AGREEMENT_NONE: entry(
    'No agreement is in force in the period.',
    'Check `term`, `effective` and the path.',
    404,
  ),
  RATES_INVALID: entry('The rates file is not valid.', 'Correct the line.', 400),
  RATE_MISSING: entry('A rate that the settlement needs is missing.', 'Add the row to the rates file.'),
  RATE_CONFLICT: entry('Two rows give different rates for the same month and currencies.', 'Keep one.', 409),
  TACS_INVALID: entry('The TAC catalogue is not valid.', 'Correct the line.', 400),

  // --- settlement
  PERIOD_INVALID: entry('The period is not a calendar month YYYY-MM.', 'Write it like 2026-10.', 400, 2),
  AMOUNT_RANGE: entry(
    'An amount is too large to be shared out exactly.',
    'Check the prices and the rates; a TAP record that is named is one that its sender must take back (RAP). Until then, settle the other agreements without the one that is named.',
  ),
  BALANCE_BROKEN: entry('Totals that must agree do not.', 'The run is not written: report it.', 500),

  // --- store and runs
  DATA_LOCKED: entry('Another process owns the data folder.', 'Wait for it, or use its server.', 423),
  DATA_UNWRITABLE: entry(
    'The data folder cannot be made or written.',
    'Name a folder that this user can write with `--data`.',
  ),
  DATA_NEWER: entry('The data folder was written by a newer version.', 'Use that version.', 409),
  DATA_CORRUPT: entry(
    'The data folder cannot be opened.',
    'Restore it, or ingest the files into a new one.',
    500,
  ),
  RECORD_NOT_FOUND: entry(
    'The file has no such record.',
    'Count call events from 0, or give a byte offset.',
    404,
  ),
  RUN_NOT_FOUND: entry('No such run.', 'See `roamsettle runs`.', 404),
  RUN_DIFFERS: entry(
    'Working the run out again gives other bytes.',
    'The run stays as it is: report it, with the names of the files.',
    500,
  ),
  RUN_AMBIGUOUS: entry('More than one run begins like this.', 'Give more digits of the run id.', 400),
  CORRECTS_INVALID: entry(
    'The run cannot be corrected like this.',
    'Name the last issued run of the month, with the agreements it settles and their currency and method.',
    409,
  ),
  COUNTED_MISSING: entry(
    'The settlement needs runs of earlier months of the term.',
    'Issue a run of each, or name one with `--counted`.',
  ),
  COUNTED_INVALID: entry(
    'A run cannot be counted.',
    'Name one run of each earlier month of the term with `--counted`, in the currency of the agreement.',
    400,
  ),
  WAIVER_INVALID: entry(
    'The waivers cannot be used.',
    'Correct the line: the ids are those of `roamsettle status --period`.',
    400,
  ),
  DECLARE_INVALID: entry('Declared parameters cannot be used.', 'Correct them, see docs/declare.md.', 400),
  LIST_INVALID: entry('A list of devices cannot be used.', 'Correct the line, see docs/disputes.md.', 400),
  REVIEW_INVALID: entry('The decisions cannot be kept like this.', 'Correct them, see docs/reviews.md.', 400),
  DISPUTE_INVALID: entry('The dispute cannot be kept like this.', 'Correct it, see docs/disputes.md.', 400),
  DISPUTE_NOT_FOUND: entry('No such dispute.', 'See `roamsettle dispute list`.', 404),
  RECONCILE_INVALID: entry(
    "The partner's file cannot be compared.",
    'Correct the profile or the file; docs/reconcile.md explains both.',
    400,
  ),
  TERM_MISSING: entry('A month of the term is not issued.', 'Issue it, or name months that are.', 409),
  TERM_INVALID: entry(
    'The months of the term cannot be added up.',
    'Sum the months apart, or correct the one that is named.',
    409,
  ),
  ISSUE_ACCRUAL: entry(
    'An accrual is not issued.',
    'Settle the month without `--provisional`, and with `--reverses` for the accrual.',
    409,
  ),
  REVERSES_INVALID: entry(
    'The run is no accrual that this one could reverse.',
    'Name a run of the same month that was settled with `--provisional`.',
    409,
  ),
  TRUTH_INVALID: entry(
    'The truth file cannot be used.',
    'Correct it: a CSV with one row a device and the columns imsi and device (iot or human).',
    400,
  ),
  WORLD_INVALID: entry(
    'The world file of `generate` cannot be used.',
    'Correct what is named; `roamsettle generate --help` ends with the keys.',
    400,
  ),
  ISSUE_OPEN: entry(
    'The run has open items, and is not issued.',
    'Clear them, or settle again with `--waive FILE`; what came since the run was settled, with `issue --waive FILE`. See `roamsettle status --period`.',
    409,
  ),
  ISSUED_ALREADY: entry(
    'A statement of this agreement and month is issued already.',
    'Settle what has changed since with `--corrects RUN`.',
    409,
  ),
  ISSUED_IMMUTABLE: entry(
    'The folder of an issued run is damaged, and is not written again.',
    'Restore the folder from a backup.',
    409,
  ),
  RUN_STALE: entry(
    'The run builds on a statement that was corrected since.',
    'Settle the month again, and issue that run.',
    409,
  ),
  DEVICE_NOT_FOUND: entry('The run has no such device.', 'See devices.csv of the report.', 404),
  STATEMENT_NOT_FOUND: entry('The run has no such statement.', 'See `roamsettle runs`.', 404),
  LINE_NOT_FOUND: entry('The statement has no such line.', 'See lines.csv of the report.', 404),
  RECORDS_DIFFER: entry(
    'The loaded records do not come to what the run has of the device.',
    'Ask in the data folder that the run was settled in, or settle the month again.',
    409,
  ),
  KEY_INVALID: entry(
    'A key file cannot be used.',
    'Name the right file; a key of the data folder is restored from a backup, readable by its owner alone: another gives other pseudonyms and signatures.',
    500,
  ),
  PACK_INVALID: entry('The file is no dispute pack, or was changed.', 'Ask the sender for the pack again.'),
  PACK_SIGNATURE: entry('The signature of the pack does not hold.', 'Ask the sender for pack and key again.'),
  OUTPUT_EXISTS: entry('The output exists already.', 'Name a new file or folder.', 409),
  OUTPUT_WRITE: entry(
    'The output cannot be written.',
    'Check the permissions and the free space of the disk.',
    500,
  ),
  ...RUN_ERRORS,
  ...SERVER_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The only error class that is shown to a user without a stack. */
export class RoamsettleError extends Error {
  override readonly name = 'RoamsettleError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly place: ErrorPlace;

  constructor(code: ErrorCode, detail = '', place: ErrorPlace = {}) {
    const where = describePlace(place);
    super(`${ERRORS[code].message}${detail ? ` ${detail}` : ''}${where ? ` (${where})` : ''}`);
    this.code = code;
    this.detail = detail;
    this.place = place;
  }

  get cure(): string {
    return ERRORS[this.code].cure;
  }
}

/** True for what the system, or DuckDB, says when a disk, a quota or the limit of a file's size is full. */
export function isDiskFull(text: string): boolean {
  return /ENOSPC|EDQUOT|EFBIG|no space left|quota exceeded|file too large/i.test(text);
}
