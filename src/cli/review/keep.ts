/** What `review decide` and `review import` share: options, the audit log, and what is said when a review is kept. */
import type { Command } from 'commander';
import { audit, commandLineUser } from '../../access/audit.ts';
import { type DecideRequest, decideDevices } from '../../reviews/decide.ts';
import { print, withData, withJson } from '../context.ts';

export interface KeepFlags {
  readonly by: string;
  readonly period?: string;
  readonly until?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function withKeepFlags(command: Command): Command {
  return withJson(
    withData(
      command
        .requiredOption('--by <name>', 'whose decision it is')
        .option(
          '--period <YYYY-MM>',
          'first month that it holds for; the month of the run where it is not named',
        )
        .option(
          '--until <YYYY-MM>',
          'first month that it no longer holds for; it goes on teaching the model',
        ),
    ),
  );
}

export async function keepReview(
  flags: KeepFlags,
  request: Pick<DecideRequest, 'run' | 'wanted'>,
): Promise<void> {
  const { data, by, period, until } = flags;
  const { review, sha256 } = await decideDevices({
    ...request,
    data,
    by,
    from: period ?? null,
    until: until ?? null,
  });
  const { number, run_id, devices } = review;
  const count = (word: string) => devices.filter(({ decision }) => decision === word).length;
  const counts = { charge: count('charge'), ignore: count('ignore') };
  audit(data, {
    who: commandLineUser(),
    action: 'review',
    subject: { review: number, sha256, run_id, by, ...counts },
  });
  print(flags, { number, run_id, by, ...counts }, () =>
    [
      `review ${number} by ${by}: ${counts.charge} to charge, ${counts.ignore} to ignore`,
      `they hold in every settlement from now on of ${period ?? review.period}${until === undefined ? ' and later months' : ` to the month before ${until}`}`,
    ].join('\n'),
  );
}
