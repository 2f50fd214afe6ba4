/** `roamsettle token list`: whose tokens there are. */
import { Command } from 'commander';
import { listTokens } from '../../access/tokens.ts';
import { print, withData, withJson } from '../context.ts';
import { renderTable } from '../render/table.ts';

export function listCommand(): Command {
  const command = new Command('list').description(
    'List the tokens of the data folder, without their secrets.',
  );
  return withJson(withData(command)).action((flags: { data: string; json?: boolean }) => {
    const tokens = listTokens(flags.data);
    print(flags, { tokens }, () =>
      tokens.length === 0
        ? 'no tokens'
        : renderTable(
            ['id', 'name', 'role', 'made', 'expires'],
            tokens.map(({ id, name, role, created_at, expires_at }) => [
              id,
              name,
              role,
              created_at.slice(0, 10),
              expires_at?.slice(0, 10) ?? 'never',
            ]),
            ['left', 'left', 'left', 'left', 'left'],
          ),
    );
  });
}
