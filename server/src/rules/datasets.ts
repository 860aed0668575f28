/** Data sets of torchvision and the transforms that they are given, from the text of a file. */
import type { Expr } from '../syntax';
import { keywordOf } from './code';
import type { Subject } from './subject';

/** Numbers of classes (https://docs.pytorch.org/vision/stable/datasets.html). */
export const CLASSES: Readonly<Record<string, number>> = {
  MNIST: 10,
  FashionMNIST: 10,
  KMNIST: 10,
  QMNIST: 10,
  USPS: 10,
  SVHN: 10,
  CIFAR10: 10,
  CIFAR100: 100,
  STL10: 10,
  EuroSAT: 10,
  ImageNet: 1000,
  Food101: 101,
  Flowers102: 102,
  OxfordIIITPet: 37,
  GTSRB: 43,
  DTD: 47,
  FGVCAircraft: 100,
  StanfordCars: 196,
  Country211: 211,
};

export const GREY: ReadonlySet<string> = new Set(['MNIST', 'FashionMNIST', 'KMNIST', 'QMNIST', 'EMNIST', 'USPS']);
/** Images of characters, which have an up and a right. */
export const TEXT: ReadonlySet<string> = new Set(['MNIST', 'KMNIST', 'QMNIST', 'EMNIST', 'USPS', 'SVHN', 'Omniglot']);

export interface Dataset {
  readonly dataset: string;
  readonly isTest: boolean;
  /** The call that makes its transform, where that can be told. */
  readonly transform: Expr | undefined;
}

export function datasetsIn({ code, tree }: Subject): readonly Dataset[] {
  const variables = new Map<string, Expr | undefined>();
  for (const statement of tree.body) {
    if (statement.kind !== 'Assign') continue;
    // A name that is given two values means neither.
    for (const target of statement.targets)
      if (target.kind === 'Name') variables.set(target.id, variables.has(target.id) ? undefined : statement.value);
  }
  return code.calls.flatMap(({ call, name }) => {
    const dataset = /^torchvision\.datasets\.(?:\w+\.)?([A-Z]\w+)$/.exec(name ?? '')?.[1];
    if (dataset === undefined) return [];
    const given = keywordOf(call, 'transform');
    const split = keywordOf(call, 'split');
    const isTest =
      keywordOf(call, 'train')?.kind === 'False' || (split?.kind === 'Str' && /^(test|val)/.test(split.value));
    return [{ dataset, isTest, transform: given?.kind === 'Name' ? variables.get(given.id) : given }];
  });
}

export interface Composed {
  readonly expr: Expr;
  /** By the last part of their name; `''` where it is not known. */
  readonly steps: readonly { readonly name: string; readonly expr: Expr }[];
}

/** `transforms.Compose([…])`, written out. */
export function composedIn({ code }: Subject): readonly Composed[] {
  return code.calls.flatMap(({ call, name }) => {
    const list = call.args[0] ?? keywordOf(call, 'transforms');
    if (!/^torchvision\.transforms\.(v2\.)?Compose$/.test(name ?? '') || list?.kind !== 'List') return [];
    const steps = list.elements.map((expr) => {
      const full = expr.kind === 'Call' ? code.nameOf(expr.func) : undefined;
      return { name: full?.startsWith('torchvision.transforms.') ? (full.split('.').at(-1) ?? '') : '', expr };
    });
    return [{ expr: call, steps }];
  });
}
