/** `roamsettle audit show`: the entries, or those about one IMSI. */
import { Command, InvalidArgumentError } from 'commander';
import { auditedImsi, readAudit } from '../../access/audit.ts';
import { print, withData, withJson } from '../context.ts';

interface Flags {
  readonly imsi?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function showCommand(): Command {
  const command = new Command('show')
    .description('Show the audit log, which names an IMSI by a keyed hash.')
    .option('--imsi <imsi>', 'entries about this IMSI alone', digits);
  return withJson(withData(command)).action((flags: Flags) => {
    const imsi = flags.imsi === undefined ? null : auditedImsi(flags.data, flags.imsi);
    const entries = readAudit(flags.data)
      .filter(({ subject }) => imsi === null || subject.imsi === imsi)
      .toArray();
    print(flags, { entries }, () =>
      entries.length === 0
        ? 'no entries'
        : entries
            .map(
              ({ number, at, who, action, subject }) =>
                `${number} ${at} ${who} ${action} ${JSON.stringify(subject)}`,
            )
            .join('\n'),
    );
  });
}

function digits(text: string): string {
  if (!/^[0-9]{5,15}$/.test(text)) throw new InvalidArgumentError('the digits of an IMSI.');
  return text;
}
