/** `roamsettle check`: lint of agreements, with their examples. */

import { Command } from 'commander';
import { lintAgreements } from '../domain/agreement/lint.ts';
import { loadAgreements } from '../domain/agreement/load.ts';
import {
  checkAgreementSet,
  checkDirections,
  checkVersionMonths,
  lintOwners,
} from '../domain/agreement/set.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { plural } from '../domain/plural.ts';
import { runExamples } from '../settle/charge-models/examples.ts';
import { print, withJson } from './context.ts';

interface CheckFlags {
  readonly json?: boolean;
  readonly strict?: boolean;
}

export function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Check agreements: schema, meaning, conflicts between them, their examples, and what is probably not meant.',
    )
    .argument('<agreement...>', 'agreement files or folders')
    .option('--strict', 'exit with 1 where there are warnings');
  return withJson(command).action(async (paths: string[], flags: CheckFlags) => {
    const agreements: Agreement[] = [];
    for (const path of paths) agreements.push(...(await loadAgreements(path)));
    checkAgreementSet(agreements);
    checkVersionMonths(agreements);
    checkDirections(agreements);
    const [failed] = agreements.flatMap(runExamples);
    if (failed !== undefined) throw failed;
    const checked = agreements.map(({ file, id, version, examples }) => ({
      file,
      id,
      version,
      examples: examples.length,
    }));
    const warnings = [...lintAgreements(agreements), ...lintOwners(agreements)];
    print(flags, { agreements: checked, warnings }, () =>
      [
        ...checked.map(
          (a) =>
            `${a.file}: ${a.id} version ${a.version} is valid (${a.examples} ${plural(a.examples, 'example comes', 'examples come')} out)`,
        ),
        ...warnings.map((w) => `warning ${w.lint}: ${w.file} line ${w.line}, ${w.key}: ${w.detail}`),
      ].join('\n'),
    );
    if (flags.strict && warnings.length > 0) process.exitCode = 1;
  });
}
