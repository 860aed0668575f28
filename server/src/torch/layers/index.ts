// Generated from the files of this folder by scripts/torch-index.mjs. Do not edit.
import type { LayerDeclaration } from '../declare';
import { layers as activation } from './activation';
import { layers as adaptive } from './adaptive';
import { layers as attention } from './attention';
import { layers as cells } from './cells';
import { layers as container } from './container';
import { layers as conv } from './conv';
import { layers as distance } from './distance';
import { layers as dropout } from './dropout';
import { layers as einops } from './einops';
import { layers as lazy } from './lazy';
import { layers as linear } from './linear';
import { layers as loss } from './loss';
import { layers as norm } from './norm';
import { layers as normalization } from './normalization';
import { layers as padding } from './padding';
import { layers as parallel } from './parallel';
import { layers as parameters } from './parameters';
import { layers as pooling } from './pooling';
import { layers as quantized } from './quantized';
import { layers as recurrent } from './recurrent';
import { layers as resize } from './resize';
import { layers as shape } from './shape';
import { layers as sparse } from './sparse';
import { layers as transformer } from './transformer';

export const layers: readonly LayerDeclaration[] = [
  ...activation,
  ...adaptive,
  ...attention,
  ...cells,
  ...container,
  ...conv,
  ...distance,
  ...dropout,
  ...einops,
  ...lazy,
  ...linear,
  ...loss,
  ...norm,
  ...normalization,
  ...padding,
  ...parallel,
  ...parameters,
  ...pooling,
  ...quantized,
  ...recurrent,
  ...resize,
  ...shape,
  ...sparse,
  ...transformer,
];
