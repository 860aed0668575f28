/** Random networks: modules in modules, with any wires between their layers. */
import fc from 'fast-check';
import type { Diagram, DiagramEdge, DiagramGroup, DiagramNode, Family, Look } from '../../../server/src/draw';

interface Tree {
  readonly children: readonly (Tree | 'leaf')[];
}

const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    children: fc.array(
      fc.oneof({ depthSize: 'small' }, fc.constant('leaf' as const), fc.constant('leaf' as const), tie('tree')),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  }),
})).tree;

const LOOKS: readonly (readonly [Look, Family])[] = [
  ['card', 'conv'],
  ['chip', 'norm'],
  ['chip', 'activation'],
  ['join', 'join'],
  ['card', 'linear'],
];

/** `links`: for each layer from which ones before it is fed, counted backwards, and what it is. */
export const diagrams: fc.Arbitrary<Diagram> = fc
  .record({
    root: tree,
    inputs: fc.integer({ min: 1, max: 3 }),
    links: fc.infiniteStream(
      fc.record({
        back: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 12 })), {
          minLength: 0,
          maxLength: 3,
        }),
        look: fc.integer({ min: 0, max: LOOKS.length - 1 }),
        size: fc.integer({ min: 1, max: 3 }),
      }),
    ),
  })
  .map(({ root, inputs, links }) => diagramOfTree(root, inputs, links));

type Link = { readonly back: readonly number[]; readonly look: number; readonly size: number };

function diagramOfTree(root: Tree, inputs: number, links: Iterator<Link>): Diagram {
  const nodes: DiagramNode[] = [];
  const groups: DiagramGroup[] = [];
  const edges: DiagramEdge[] = [];
  for (let i = 0; i < inputs; i++) nodes.push(node(i, 0, 'pill', 'other', 1));
  const connect = (from: number, to: number): void => {
    if (edges.some((e) => e.from === from && e.to === to)) return;
    edges.push({ from, to, tensor: `${from}.0`, size: nodes[from]?.size ?? '', elements: 64 });
  };
  const build = (part: Tree, parent: number | undefined): void => {
    const id = groups.length;
    groups.push(group(id, parent, part.children.length));
    for (const child of part.children) {
      if (child !== 'leaf') {
        build(child, id);
        continue;
      }
      const { back, look, size } = links.next().value as Link;
      const at = nodes.length;
      const [shape, family] = LOOKS[look] ?? ['card', 'conv'];
      nodes.push(node(at, id, shape, family, size));
      for (const distance of back) connect(Math.max(0, at - distance), at);
    }
  };
  build(root, undefined);
  const last = nodes.length;
  nodes.push(node(last, 0, 'pill', 'other', 1));
  connect(last - 1, last);
  return { model: 'random', cls: 'Random', nodes, groups, edges };
}

function node(id: number, home: number, look: Look, family: Family, size: number): DiagramNode {
  return {
    id,
    key: `node ${id}`,
    group: home,
    look,
    family,
    name: look === 'join' ? '+' : `layer${id}`,
    detail: 'Conv2d 3×3',
    size: `${2 ** size}×8×8`,
    dims: [2 ** size, 8, 8],
    window: undefined,
    costs: { params: 1, macs: 1, memory: 1, field: undefined },
    signature: `${look} ${size}`,
    module: undefined,
    place: undefined,
  };
}

function group(id: number, parent: number | undefined, children: number): DiagramGroup {
  return {
    id,
    key: `group ${id}`,
    parent,
    name: `block${id}`,
    cls: `Block${children}`,
    module: `block${id}`,
    size: '8×8×8',
    inputSize: '8×8×8',
    dims: [8, 8, 8],
    costs: { params: 1, macs: 1, memory: 1, field: undefined },
    isLoop: false,
    place: undefined,
  };
}
