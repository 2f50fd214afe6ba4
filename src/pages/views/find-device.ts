/** Finds a device by its IMSI, which goes in a body and into no address; the audit log keeps who looked. */
import type { DeviceRow } from '../answers.ts';
import { ask } from '../api.ts';
import { h } from '../dom.ts';
import { openDialog } from '../parts/dialog.ts';
import { input, labelled } from '../parts/fields.ts';
import { address } from '../place.ts';

export async function findDialog(run: string): Promise<void> {
  const field = input({
    required: true,
    pattern: '[0-9]{5,15}',
    inputmode: 'numeric',
    maxlength: 15,
    autofocus: true,
  });
  let to = '';
  const found = await openDialog({
    title: 'Find an IMSI',
    body: h('div', {}, labelled('IMSI', field, 'The look-up is kept in the audit log.')),
    act: {
      label: 'Find',
      run: async () => {
        const { devices } = await ask<{ devices: readonly DeviceRow[] }>(`/v1/runs/${run}/devices/lookup`, {
          method: 'POST',
          json: { imsi: field.value.trim() },
        });
        to = address(['runs', run, 'devices', devices[0]!.row]);
      },
    },
  });
  if (found) location.hash = to;
}
