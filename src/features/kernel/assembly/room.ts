/** Memory that grows by doubling and is kept from slice to slice: what it holds is bounded by the largest slice. */

/** Octets at an address, which moves when they grow; what stood in them moves with it. */
@final
export class Room {
  at: u32;

  constructor(public octets: u32) {
    this.at = heap.alloc(octets) as u32;
  }

  /** Makes room for so many octets. */
  reserve(octets: u32): void {
    if (octets <= this.octets) return;
    const wanted = max(octets, this.octets * 2);
    const at = heap.alloc(wanted) as u32;
    memory.copy(at, this.at, this.octets);
    this.at = at;
    this.octets = wanted;
  }
}
