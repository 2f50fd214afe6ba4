/** `roamsettle review list`: the queue of a run, the largest amount at stake first. */
import { Command } from 'commander';
import { formatAmount } from '../../report/format.ts';
import { type QueuedDevice, readQueue } from '../../reviews/queue.ts';
import { ReviewWords } from '../../reviews/words.ts';
import { findRun, readRun } from '../../runs/read.ts';
import { parseLimit, print, withData, withJson } from '../context.ts';
import { renderTable } from '../render/table.ts';

interface Flags {
  readonly agreement?: string;
  readonly limit: number;
  readonly data: string;
  readonly json?: boolean;
}

export function reviewListCommand(): Command {
  const command = new Command('list')
    .description('Devices of a run that wait for a review, the largest amount at stake first.')
    .argument('<run>', 'run id, or the beginning of it')
    .option('--agreement <id>', 'of this agreement')
    .option('--limit <n>', 'most devices to show', parseLimit, 100);
  return withJson(withData(command)).action(async (text: string, flags: Flags) => {
    const { data, limit, agreement = null } = flags;
    const { runId, folder } = findRun(data, text);
    const { period } = readRun(data, runId);
    const request = { folder, period, agreement, most: limit };
    const { count, devices } = await readQueue(request, new ReviewWords(data));
    print(flags, { run_id: runId, period, count, devices }, () =>
      [...listText(devices), ...(count > limit ? [`and ${count - limit} more (--limit)`] : [])].join('\n'),
    );
  });
}

function listText(devices: readonly QueuedDevice[]): string[] {
  if (devices.length === 0) return ['no device waits for a review'];
  const rows = devices.map((device) => [
    device.agreement_id,
    device.imsi,
    `${formatAmount(device.at_stake)} ${device.currency}`,
    device.probability.slice(0, 6),
    `${device.presence.replaceAll('_', ' ')}, ${device.activity}`,
    device.decided?.decision ?? '',
  ]);
  return [
    renderTable(['agreement', 'IMSI', 'at stake', 'p', 'what', 'decided'], rows, [
      'left',
      'left',
      'right',
      'right',
      'left',
      'left',
    ]),
    'at stake: what it would pay if it were charged, less what it is settled at',
  ];
}
