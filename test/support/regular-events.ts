/** Events as the kernel takes them: an arbitrary one rarely is, for each of its parts may be unusual. */
import type { CallEvent, CamelModel, GprsEvent, TapEvent, TapFileModel } from './tap-model.ts';

/** The file with its data and calls made regular, of a release that the kernel takes. */
export function withRegularEvents(file: TapFileModel): TapFileModel {
  return {
    ...file,
    header: { ...file.header!, release: 12 },
    events: file.events!.map((event) => (isKernels(event) ? regular(event) : event)),
  };
}

/** Of the kinds that the kernel takes. */
export function isKernels(event: TapEvent): event is GprsEvent | CallEvent {
  return event.kind === 'gprs' || event.kind === 'moc' || event.kind === 'mtc';
}

function regular(event: GprsEvent | CallEvent): TapEvent {
  const { camel, rapSequence: _, imei, ...rest } = event;
  return {
    ...rest,
    ...(imei !== undefined && !imei.endsWith('a') && { imei }),
    ...(camel !== undefined && { camel: withoutMoney(camel) }),
    ...(rest.kind === 'gprs' ? rest.charges && { charges: rest.charges.slice(0, 1) } : oneCharge(rest)),
  } as TapEvent;
}

function withoutMoney({ taxes: _, discount: __, fee: ___, rateCode: ____, ...rest }: CamelModel): CamelModel {
  return rest;
}

/** One teleservice and one charge at the most, both of the first basic service. */
function oneCharge({ services }: Pick<CallEvent, 'services'>): Pick<CallEvent, 'services'> {
  return {
    services: services.map(({ tele, charges, ...rest }, i) => ({
      ...rest,
      ...(i === 0 && tele !== undefined && { tele }),
      ...(i === 0 && charges !== undefined && { charges: charges.slice(0, 1) }),
    })),
  };
}
