/** `roamsettle verify`: works the statement of a pack out again, from the pack alone. */
import { Command } from 'commander';
import { type Verification, verificationJson, verifyPack } from '../pack/verify.ts';
import { print, withJson } from './context.ts';

export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('Check a dispute pack, and work its statement out again from the pack alone.')
    .argument('<pack>', 'archive that `pack` wrote')
    .option('--key <file>', 'public key of the sender (PEM), got on another way than the pack');
  return withJson(command).action(async (pack: string, flags: { key?: string; json?: boolean }) => {
    const found = await verifyPack(pack, flags.key ?? null);
    print(flags, verificationJson(found), () => textOf(found));
    if (!found.equal) process.exitCode = 1;
  });
}

function textOf({ manifest, fingerprint, trusted, recomputed, ...found }: Verification): string {
  const { run_id, agreement_id, period, settled_by, members } = manifest;
  const { lines, devices, ddr } = recomputed;
  const more = found.different - found.differences.length;
  return [
    `${agreement_id} in ${period}, run ${run_id}, settled by roamsettle ${settled_by.version}`,
    `${members.length} members with the digests of the manifest`,
    trusted
      ? `signed by the key of --key (${fingerprint})`
      : `signed by the key inside it (${fingerprint}): that proves nothing before you compare it with the sender's`,
    `recomputed: ${lines} lines, totals, commitment, baselines, bridge, uplift; ${devices} devices, ${ddr} rows of ddr.csv`,
    ...(found.equal ? ['equal'] : []),
    ...found.differences.map(
      ({ at, pack, recomputed: again }) => `different: ${at}: pack ${pack}, recomputed ${again}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
