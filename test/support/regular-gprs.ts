/** Events as the kernel takes them: an arbitrary GprsCall rarely is one, for each of its parts may be unusual. */
import type { TapEvent, TapFileModel } from './tap-model.ts';

/** The file with every GprsCall made regular, of a release that the kernel takes. */
export function withRegularGprs(file: TapFileModel): TapFileModel {
  return {
    ...file,
    header: { ...file.header!, release: 12 },
    events: file.events!.map(regular),
  };
}

function regular(event: TapEvent): TapEvent {
  if (event.kind !== 'gprs') return event;
  const { camel: _, rapSequence: __, imei, charges, ...rest } = event;
  return {
    ...rest,
    ...(imei !== undefined && !imei.endsWith('a') && { imei }),
    ...(charges !== undefined && { charges: charges.slice(0, 1) }),
  };
}
