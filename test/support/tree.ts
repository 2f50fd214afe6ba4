/** Finding and changing one element of an encoder tree, by the tags on the way to it. */
import type { BerElement } from './ber-encoder.ts';

/** Tags from below the root; the first element with each tag is taken. */
export type TagPath = readonly number[];

/** The element at a path. Throws where there is none: a test that changes nothing proves nothing. */
export function find(root: BerElement, path: TagPath): BerElement {
  let element = root;
  for (const tag of path) {
    const next = element.children?.find((child) => child.tag === tag);
    if (!next) throw new Error(`no [${tag}] in [${element.tag}] on the way to ${path.join('/')}`);
    element = next;
  }
  return element;
}

/** The tree with the element at `path` replaced by what `change` makes of it (several, or none). */
export function change(
  root: BerElement,
  path: TagPath,
  make: (element: BerElement) => BerElement | readonly BerElement[],
): BerElement {
  const target = find(root, path);
  const walk = (element: BerElement): BerElement | readonly BerElement[] => {
    if (element === target) return make(element);
    return element.children ? { ...element, children: element.children.flatMap(walk) } : element;
  };
  return [walk(root)].flat()[0]!;
}
