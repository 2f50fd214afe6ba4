/** `roamsettle check`: lint of agreements, with their examples. */
import { Command } from 'commander';
import { loadAgreements } from '../domain/agreement/load.ts';
import { checkAgreementSet } from '../domain/agreement/set.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { runExamples } from '../settle/charge-models/examples.ts';
import { print, withJson } from './context.ts';

export function checkCommand(): Command {
  const command = new Command('check')
    .description('Check agreements: schema, meaning, conflicts between them, and their examples.')
    .argument('<agreement...>', 'agreement files or folders');
  return withJson(command).action(async (paths: string[], flags: { json?: boolean }) => {
    const agreements: Agreement[] = [];
    for (const path of paths) agreements.push(...(await loadAgreements(path)));
    checkAgreementSet(agreements);
    const [failed] = agreements.flatMap(runExamples);
    if (failed !== undefined) throw failed;
    const checked = agreements.map(({ file, id, version, examples }) => ({
      file,
      id,
      version,
      examples: examples.length,
    }));
    print(flags, { agreements: checked }, () =>
      checked
        .map((a) => `${a.file}: ${a.id} version ${a.version} is valid (${a.examples} examples come out)`)
        .join('\n'),
    );
  });
}
