// Generated from the files of this folder by `npm run generate`. Do not edit.
import { rule as checkerboardRule } from './architecture/checkerboard';
import { rule as convBiasBeforeNormRule } from './architecture/conv-bias-before-norm';
import { rule as deepPlainRule } from './architecture/deep-plain';
import { rule as doubleActivationRule } from './architecture/double-activation';
import { rule as dropoutBeforeNormRule } from './architecture/dropout-before-norm';
import { rule as droppedBorderRule } from './architecture/dropped-border';
import { rule as evenKernelRule } from './architecture/even-kernel';
import { rule as giantLinearRule } from './architecture/giant-linear';
import { rule as griddingRule } from './architecture/gridding';
import { rule as imagenetStemRule } from './architecture/imagenet-stem';
import { rule as noActivationRule } from './architecture/no-activation';
import { rule as paddedPointwiseRule } from './architecture/padded-pointwise';
import { rule as receptiveFieldRule } from './architecture/receptive-field';
import { rule as saturatingRule } from './architecture/saturating';
import { rule as strideExceedsKernelRule } from './architecture/stride-exceeds-kernel';
import { rule as tensorCoresRule } from './architecture/tensor-cores';
import { rule as assertionRule } from './crash/assertion';
import { rule as batchnormOneValueRule } from './crash/batchnorm-one-value';
import { rule as broadcastRule } from './crash/broadcast';
import { rule as catSizesRule } from './crash/cat-sizes';
import { rule as constructorRule } from './crash/constructor';
import { rule as convChannelsRule } from './crash/conv-channels';
import { rule as convGroupsRule } from './crash/conv-groups';
import { rule as floatChannelsRule } from './crash/float-channels';
import { rule as groupNormRule } from './crash/group-norm';
import { rule as indexRule } from './crash/index';
import { rule as kernelExceedsInputRule } from './crash/kernel-exceeds-input';
import { rule as linearInFeaturesRule } from './crash/linear-in-features';
import { rule as lossShapesRule } from './crash/loss-shapes';
import { rule as matmulRule } from './crash/matmul';
import { rule as moduleListCallRule } from './crash/module-list-call';
import { rule as normFeaturesRule } from './crash/norm-features';
import { rule as outputPaddingRule } from './crash/output-padding';
import { rule as padSizeRule } from './crash/pad-size';
import { rule as poolPaddingRule } from './crash/pool-padding';
import { rule as rankRule } from './crash/rank';
import { rule as sameStrideRule } from './crash/same-stride';
import { rule as shapeCommentRule } from './crash/shape-comment';
import { rule as stateDictRule } from './crash/state-dict';
import { rule as superInitRule } from './crash/super-init';
import { rule as unpackRule } from './crash/unpack';
import { rule as vanishedSizeRule } from './crash/vanished-size';
import { rule as viewSizeRule } from './crash/view-size';
import type { Rule } from './declare';
import { rule as unusedIgnoreRule } from './house/unused-ignore';
import { rule as classesMismatchRule } from './silent/classes-mismatch';
import { rule as directForwardRule } from './silent/direct-forward';
import { rule as dropoutTrainingRule } from './silent/dropout-training';
import { rule as inplaceOnSkipRule } from './silent/inplace-on-skip';
import { rule as layerInForwardRule } from './silent/layer-in-forward';
import { rule as missingFlattenRule } from './silent/missing-flatten';
import { rule as nllLogitsRule } from './silent/nll-logits';
import { rule as overwrittenModuleRule } from './silent/overwritten-module';
import { rule as reluLogitsRule } from './silent/relu-logits';
import { rule as rotatedDigitsRule } from './silent/rotated-digits';
import { rule as sharedBatchnormRule } from './silent/shared-batchnorm';
import { rule as silentBroadcastRule } from './silent/silent-broadcast';
import { rule as softmaxCrossEntropyRule } from './silent/softmax-cross-entropy';
import { rule as softmaxDimRule } from './silent/softmax-dim';
import { rule as trainLoopRule } from './silent/train-loop';
import { rule as transformsOrderRule } from './silent/transforms-order';
import { rule as unregisteredModuleRule } from './silent/unregistered-module';
import { rule as unregisteredTensorRule } from './silent/unregistered-tensor';
import { rule as unusedModuleRule } from './silent/unused-module';
import { rule as viewAsPermuteRule } from './silent/view-as-permute';

export const ALL: readonly Rule[] = [
  checkerboardRule,
  convBiasBeforeNormRule,
  deepPlainRule,
  doubleActivationRule,
  dropoutBeforeNormRule,
  droppedBorderRule,
  evenKernelRule,
  giantLinearRule,
  griddingRule,
  imagenetStemRule,
  noActivationRule,
  paddedPointwiseRule,
  receptiveFieldRule,
  saturatingRule,
  strideExceedsKernelRule,
  tensorCoresRule,
  assertionRule,
  batchnormOneValueRule,
  broadcastRule,
  catSizesRule,
  constructorRule,
  convChannelsRule,
  convGroupsRule,
  floatChannelsRule,
  groupNormRule,
  indexRule,
  kernelExceedsInputRule,
  linearInFeaturesRule,
  lossShapesRule,
  matmulRule,
  moduleListCallRule,
  normFeaturesRule,
  outputPaddingRule,
  padSizeRule,
  poolPaddingRule,
  rankRule,
  sameStrideRule,
  shapeCommentRule,
  stateDictRule,
  superInitRule,
  unpackRule,
  vanishedSizeRule,
  viewSizeRule,
  unusedIgnoreRule,
  classesMismatchRule,
  directForwardRule,
  dropoutTrainingRule,
  inplaceOnSkipRule,
  layerInForwardRule,
  missingFlattenRule,
  nllLogitsRule,
  overwrittenModuleRule,
  reluLogitsRule,
  rotatedDigitsRule,
  sharedBatchnormRule,
  silentBroadcastRule,
  softmaxCrossEntropyRule,
  softmaxDimRule,
  trainLoopRule,
  transformsOrderRule,
  unregisteredModuleRule,
  unregisteredTensorRule,
  unusedModuleRule,
  viewAsPermuteRule,
];
