/** `roamsettle pack`: a statement with everything it was worked out from, for the partner. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type PackRequest, writePack } from '../pack/write.ts';
import { findRun } from '../runs/read.ts';
import { print, withGlobalFlags } from './context.ts';

/** Devices of a sample, where nothing is asked for, and at most. */
const SAMPLE = 100;
const MAX_SAMPLE = 10_000_000;

interface Flags {
  readonly agreement: string;
  readonly out: string;
  readonly devices: PackRequest['devices'];
  readonly pseudonyms?: boolean;
  readonly records?: boolean;
  readonly workers: number;
  readonly memory: string;
  readonly data: string;
  readonly json?: boolean;
}

function parseDevices(text: string): PackRequest['devices'] {
  if (text === 'all' || text === 'none') return text;
  const [, digits] = /^sample:([0-9]{1,8})$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) < 1 || Number(digits) > MAX_SAMPLE)
    throw new InvalidArgumentError('all, none or sample:N.');
  return Number(digits);
}

export function packCommand(): Command {
  const command = new Command('pack')
    .description('Write one signed archive with a statement and everything it was worked out from.')
    .argument('<run>', 'run id, or the beginning of it')
    .requiredOption('--agreement <id>', 'whose statement')
    .requiredOption('--out <file>', 'new file, e.g. pack.zip')
    .addOption(
      new Option('--devices <which>', 'charged devices whose evidence is packed: all, none or sample:N')
        .argParser(parseDevices)
        .default(SAMPLE, `sample:${SAMPLE}`),
    )
    .option('--pseudonyms', 'keyed pseudonyms instead of IMSIs; the key stays in the data folder')
    .option('--records', 'the TAP records and signaling events of these devices too; needs the database');
  return withGlobalFlags(command).action(async (run: string, flags: Flags) => {
    const { runId } = findRun(flags.data, run);
    const { agreement, out, devices, pseudonyms, records, workers, memory } = flags;
    const written = await writePack(flags.data, runId, {
      agreement,
      out,
      devices,
      pseudonyms: pseudonyms === true,
      records: records === true ? { workers, memory } : null,
    });
    print(flags, { ...written, file: out }, () =>
      [
        `${out}: ${written.members} members, ${written.bytes} bytes, SHA-256 ${written.sha256}`,
        `${written.agreement_id} in ${written.period}, run ${written.run_id}`,
        `evidence of ${written.evidence.devices} of ${written.evidence.charged} charged devices`,
        `signed by the key with the fingerprint ${written.fingerprint}; give it to the partner on another way:`,
        written.public_key,
      ].join('\n'),
    );
  });
}
