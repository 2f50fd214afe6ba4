/** `roamsettle review history`: every review that was ever kept, and what came of it later. */
import { Command } from 'commander';
import { printable } from '../../report/format.ts';
import { type Review, readReviews } from '../../runs/reviews.ts';
import { print, withData, withJson } from '../context.ts';

interface Flags {
  readonly imsi?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function reviewHistoryCommand(): Command {
  const command = new Command('history')
    .description('All reviews in their order; nothing is ever taken out.')
    .option('--imsi <imsi>', 'about this device');
  return withJson(withData(command)).action((flags: Flags) => {
    const reviews = readReviews(flags.data)
      .map((review) => ({
        ...review,
        devices: review.devices.filter(({ imsi }) => flags.imsi === undefined || imsi === flags.imsi),
      }))
      .filter(({ devices }) => devices.length > 0);
    print(flags, { reviews }, () =>
      reviews.length === 0 ? 'no reviews' : reviews.flatMap(reviewText).join('\n'),
    );
  });
}

function reviewText({ number, by, run_id, period, devices }: Review): string[] {
  return [
    `review ${number} by ${printable(by)} upon run ${run_id.slice(0, 12)} of ${period}`,
    ...devices.map(
      (device) =>
        `  ${device.imsi} under ${device.agreement_id}: ${device.decision} from ${device.from_period}${device.until_period === '' ? '' : ` until ${device.until_period}`} (was ${device.was}, probability ${device.probability}): ${printable(device.reason)}`,
    ),
  ];
}
