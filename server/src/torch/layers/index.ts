// Generated from the files of this folder by scripts/torch-index.mjs. Do not edit.
import type { LayerDeclaration } from '../declare';
import { layers as activation } from './activation';
import { layers as container } from './container';
import { layers as conv } from './conv';
import { layers as dropout } from './dropout';
import { layers as linear } from './linear';
import { layers as norm } from './norm';
import { layers as normalization } from './normalization';
import { layers as padding } from './padding';
import { layers as pooling } from './pooling';
import { layers as resize } from './resize';
import { layers as shape } from './shape';
import { layers as sparse } from './sparse';

export const layers: readonly LayerDeclaration[] = [
  ...activation,
  ...container,
  ...conv,
  ...dropout,
  ...linear,
  ...norm,
  ...normalization,
  ...padding,
  ...pooling,
  ...resize,
  ...shape,
  ...sparse,
];
