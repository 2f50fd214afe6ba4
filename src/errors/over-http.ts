/**
 * What a client of the server is told of an error, where the registry speaks of the command line: an option there is a key of
 * a request here. `docs/errors.md` lists the same, and a test holds the two together.
 */
import { ERRORS, type ErrorCode } from '../errors.ts';

interface Said {
  readonly message: string;
  readonly cure: string;
}

export const OVER_HTTP: Readonly<Partial<Record<ErrorCode, Partial<Said>>>> = {
  USAGE: {
    message: 'The parts of the request do not go together.',
    cure: 'Correct what is named, see /openapi.json.',
  },
  OUT_OF_MEMORY: {
    cure: 'Let `memory` (of jobs) or `reader_memory` (of queries) of the server be raised.',
  },
  INTERNAL: { cure: 'Report it with the run and the log of the server.' },
  FILE_NAME_MISMATCH: {
    cure: 'Ask the sender for the file under its right name, or load it with `audit` as `report`.',
  },
  TAP_AUDIT_MISMATCH: { cure: 'Return the file, or load it with `audit` as `report`.' },
  SIGNALING_ALL_ROWS_BAD: { cure: 'See the rejected rows of /v1/status.' },
  PROFILE_CHANGED: {
    cure: 'It stays as it is loaded; another mapping takes a server with a data folder of its own.',
  },
  AGREEMENT_NONE: {
    cure: 'Check `term` and `effective` of the agreements that the request names or the server keeps.',
  },
  DATA_LOCKED: { cure: 'Wait until the other process is done, and ask again.' },
  DATA_UNWRITABLE: { cure: 'Whoever runs the server has to look at its data folder and its disk.' },
  RUN_NOT_FOUND: { cure: 'See /v1/runs.' },
  COUNTED_MISSING: { cure: 'Issue a run of each, or name one in `counted`.' },
  COUNTED_INVALID: {
    cure: 'Name one run of each earlier month of the term in `counted`, in the currency of the agreement.',
  },
  WAIVER_INVALID: {
    cure: 'Correct the item: the ids are those of the checklist (/v1/periods/YYYY-MM/checklist).',
  },
  DISPUTE_NOT_FOUND: { cure: 'See /v1/disputes.' },
  ISSUE_ACCRUAL: {
    cure: 'Settle the month without `provisional`, and with `reverses` for the accrual.',
  },
  REVERSES_INVALID: { cure: 'Name a run of the same month that was settled with `provisional`.' },
  ISSUE_OPEN: {
    cure: 'Settle again, with `waivers` for items of the checklist that may pass; `files_since` is waived by the issue.',
  },
  ISSUED_ALREADY: { cure: 'Settle what has changed since with `corrects`.' },
  DEVICE_NOT_FOUND: { cure: 'See the device list, /v1/runs/RUN/devices.' },
  STATEMENT_NOT_FOUND: { cure: 'See the statements of /v1/runs/RUN.' },
  LINE_NOT_FOUND: { cure: 'See /v1/runs/RUN/statements/AGREEMENT/lines.' },
  RECORDS_DIFFER: {
    cure: 'Ask the server of the data folder that the run was settled in, or settle the month again.',
  },
  KEY_INVALID: {
    cure: 'Give the public key as PEM; a key of the data folder is restored from a backup by whoever runs the server.',
  },
  OUTPUT_WRITE: { cure: 'Whoever runs the server has to make room on its disk.' },
  AUTH_REQUIRED: { cure: 'Send `Authorization: Bearer TOKEN`; whoever runs the server makes one.' },
  PATH_OUTSIDE: {
    cure: 'Name a path below a root of the server, without links and `..`, or upload the file.',
  },
};

/** Message and cure as clients read them. */
export function saidOverHttp(code: ErrorCode): Said {
  const { message, cure } = ERRORS[code];
  return { message, cure, ...OVER_HTTP[code] };
}
