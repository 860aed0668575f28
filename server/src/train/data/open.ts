/** The data set that a recipe names, found on this machine. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DataRecipe } from '../../recipe';
import { TrainError } from '../files/errors';
import { findCifar, openCifar } from './cifar';
import { openDigits } from './digits';
import { openIdx } from './idx';
import { IDX_NAMES, IDX_SETS, type IdxSet } from './known';
import { openMaskFolder } from './masks';
import { openNumpy } from './numpy';
import { openCsv, openFolder } from './pictures';
import { openStl10 } from './stl10';
import { openSvhn } from './svhn';
import { type DataSet, sizeText } from './types';

/** Where data sets are looked for when the recipe gives no root. */
export const USUAL_ROOTS = ['data', 'datasets', '.', '..'];
/** Where Debian's packages put data sets. */
const SYSTEM_ROOT = '/usr/share/datasets';

/** Paths are relative to `folder`, that of the recipe. `ignore`: value of pixels in masks that count for nothing. */
export async function openData(recipe: DataRecipe, folder: string, ignore?: number): Promise<DataSet> {
  const data = await opened(recipe, folder, ignore).catch((error) => withUsualPlaces(error, recipe, folder));
  if (data.train.count === 0) throw new TrainError(`${data.name}: there are no images to train on`);
  if (data.targets?.kind !== 'numbers' && data.classes.length < 2)
    throw new TrainError(`${data.name}: all images are of one class; there must be two`);
  if (
    recipe.size !== undefined &&
    recipe.name !== 'folder' &&
    (recipe.size[0] !== data.size.height || recipe.size[1] !== data.size.width)
  )
    throw new TrainError(
      `${data.name}: its images are ${sizeText(data.size)}; "size" is for pictures in files (folder, csv) only`,
    );
  return data;
}

/** A root that a script was written for on another machine: whether the set is where it is looked for without one. */
async function withUsualPlaces(error: unknown, recipe: DataRecipe, folder: string): Promise<never> {
  if (!(error instanceof NotFound) || recipe.root === undefined) throw error;
  const usual = await opened({ ...recipe, root: undefined }, folder, undefined).catch(() => undefined);
  if (usual === undefined) throw error;
  usual.close();
  throw new TrainError(
    `${recipe.name} is not in ${resolve(folder, recipe.root)}, but it is on this machine: leave "root" out of the recipe's data, and it is found`,
  );
}

async function opened(recipe: DataRecipe, folder: string, ignore: number | undefined): Promise<DataSet> {
  const roots = rootsOf(recipe, folder);
  const root = roots[0] ?? folder;
  const options = { size: recipe.size, channels: channelsOf(recipe) };
  switch (recipe.name) {
    case 'digits':
      return openDigits();
    case 'mnist':
    case 'fashion-mnist':
    case 'kmnist':
      return openIdxSet(recipe.name, roots);
    case 'cifar10':
    case 'cifar100': {
      const found = first(roots, (one) => findCifar(recipe.name === 'cifar10' ? 'cifar10' : 'cifar100', one));
      if (found === undefined) throw notFound(recipe.name, roots);
      return openCifar(recipe.name, found.folder, found.layout);
    }
    case 'svhn':
      return openSvhn(folderWith('svhn', 'train_32x32.mat', roots, ['', 'svhn', 'SVHN']));
    case 'stl10':
      return openStl10(folderWith('stl10', 'train_X.bin', roots, ['', 'stl10_binary']));
    case 'folder':
      return recipe.targets === 'masks'
        ? openMaskFolder(given(recipe, root), { ...options, ignore })
        : openFolder(given(recipe, root), options);
    case 'csv':
      return openCsv(given(recipe, root), { ...options, ignore, targets: recipe.targets });
    case 'numpy':
      return openNumpy(given(recipe, root), { targets: recipe.targets, ignore });
  }
}

function channelsOf({ channels }: DataRecipe): 1 | 3 | undefined {
  if (channels === undefined) return undefined;
  return channels === 'grey' ? 1 : 3;
}

function rootsOf(recipe: DataRecipe, folder: string): string[] {
  if (recipe.root !== undefined) return [resolve(folder, recipe.root)];
  return [...USUAL_ROOTS.map((root) => resolve(folder, root)), SYSTEM_ROOT];
}

function given(recipe: DataRecipe, root: string): string {
  if (recipe.root === undefined)
    throw new TrainError(`"root" is missing in the recipe's data: where the ${recipe.name} is`);
  if (!existsSync(root))
    throw new TrainError(`${root}: there is no such file or folder; "root" in the recipe names it`);
  return root;
}

function openIdxSet(name: IdxSet, roots: readonly string[]): Promise<DataSet> {
  const folders = roots.flatMap((root) => [...IDX_SETS[name].folders.map((one) => join(root, one)), root]);
  const files = first(folders, (one) => {
    const found = IDX_NAMES.map((file) => [`${one}/${file}`, `${one}/${file}.gz`].find(existsSync));
    const [trainImages, trainLabels, testImages, testLabels] = found;
    if (trainImages === undefined || trainLabels === undefined) return undefined;
    return { trainImages, trainLabels, testImages, testLabels };
  });
  if (files === undefined) throw notFound(name, roots);
  return openIdx(name, files, IDX_SETS[name].classes);
}

function folderWith(name: string, file: string, roots: readonly string[], below: readonly string[]): string {
  const folders = roots.flatMap((root) => below.map((one) => join(root, one)));
  const found = folders.find((one) => existsSync(join(one, file)));
  if (found === undefined) throw notFound(name, roots);
  return found;
}

function first<A, B>(items: readonly A[], find: (item: A) => B | undefined): B | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

class NotFound extends TrainError {}

function notFound(name: string, roots: readonly string[]): TrainError {
  return new NotFound(
    `${name} is not on this machine: looked in ${roots.join(', ')}. Set "root" in the recipe's data to its folder, or download it (Convscope: Download Data Set)`,
  );
}
