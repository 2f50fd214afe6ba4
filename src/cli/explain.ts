/** `roamsettle explain`: why this device is charged, reviewed or left alone. */
import { Command } from 'commander';
import { printable } from '../report/format.ts';
import { type Explanation, explainDevice } from '../runs/explain.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';

export function explainCommand(): Command {
  const command = new Command('explain')
    .description('Show what a run knows of a device and how its decision came about.')
    .argument('<run>', 'run id, or the beginning of it')
    .argument('<imsi>', 'IMSI');
  return withJson(withData(command)).action(
    async (run: string, imsi: string, flags: { data: string; json?: boolean }) => {
      const { folder, runId } = findRun(flags.data, run);
      const explanation = await explainDevice(folder, runId, imsi);
      print(flags, explanation, () => textOf(explanation));
    },
  );
}

function textOf(explanation: Explanation): string {
  return explanation.devices
    .map(({ agreement_id, device, evidence, features, lists, versions }) => {
      const d = device as Record<string, string | number | boolean>;
      const lines = [
        `IMSI ${d.imsi} under ${agreement_id}, ${d.period}`,
        `  device ${d.device} (probability ${d.probability}), decision ${d.decision}, segment ${d.segment || '(none)'}`,
        ...versions.map(
          ({ version, segment }) =>
            `    version ${version}: segment ${segment || '(none)'}${features.fee_version === version ? ', by which its fees are due' : ''}`,
        ),
        `  presence ${d.presence}: ${d.days_present} days present, ${d.days_observed} observed in the month; ` +
          `${features.window_days} days of the window, longest absence ${features.longest_gap ?? '-'} days`,
        `  activity ${d.activity}: ${d.bytes_up} bytes up, ${d.bytes_down} down, ${d.sms} SMS, ${d.calls} calls in ${d.tap_records} TAP records`,
        `  signaling: ${d.signaling_events} events, ${features.registrations} registrations, ${features.rejections} rejections`,
        `  seen ${d.first_seen} to ${d.last_seen}; TAC ${d.tac || '-'} ${features.device_type ? `(${features.device_type})` : ''}; APNs ${d.apns || '-'}`,
        `  amounts in ${d.currency}: usage ${d.usage_amount}, access ${d.access_amount}, as billed ${d.as_billed_amount}; TAP ${d.tap_amount}`,
        `  evidence (logit${evidence.some(({ source }) => source === 'prior') ? '' : '; the prior is -1.00'}):`,
        ...evidence.map(
          (item) =>
            `    ${item.weight > 0 ? '+' : '-'}${(Math.abs(item.weight) / 1000).toFixed(2)}  ${item.words} [${item.source}]`,
        ),
        `  reasons: ${d.reasons || '-'}`,
        ...lists.map(
          ({ verdict, source, reason }) =>
            `  list: ${verdict} (${printable(source || 'partner')})${reason === '' ? '' : `: ${printable(reason)}`}`,
        ),
      ];
      return lines.join('\n');
    })
    .join('\n\n');
}
