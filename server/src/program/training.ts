/** What is to be trained and how, as plain data; `trainingStep` (step.ts) makes the program of it. */

/** All are means over the batch (over pixels too, where the targets have them), as PyTorch's default reduction. */
export type Objective =
  /** F.cross_entropy: classes on axis 1; targets are indices, or probabilities of the output's sizes. */
  | { readonly kind: 'cross-entropy'; readonly labelSmoothing: number; readonly ignoreIndex?: number }
  /** F.binary_cross_entropy_with_logits */
  | { readonly kind: 'bce' }
  | { readonly kind: 'mse' }
  | { readonly kind: 'l1' };

/** torch.optim's, by their defaults' names; `weightDecay` is theirs (decoupled for AdamW). */
export type Optimiser =
  | {
      readonly kind: 'sgd';
      readonly momentum: number;
      readonly dampening: number;
      readonly nesterov: boolean;
      readonly weightDecay: number;
    }
  | {
      readonly kind: 'adam' | 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly eps: number;
      readonly weightDecay: number;
    }
  | {
      readonly kind: 'rmsprop';
      readonly alpha: number;
      readonly eps: number;
      readonly momentum: number;
      readonly centered: boolean;
      readonly weightDecay: number;
    };

export interface TrainingOptions {
  readonly objective: Objective;
  readonly optimiser: Optimiser;
  /**
   * λΣ|w|. `proximal`: after the update each weight moves towards 0 by lr·λ and stops there (Parikh and Boyd 2014,
   * "Proximal Algorithms", 6.5.2), with SGD's momentum μ by lr·λ/(1 − μ); else its subgradient is added to the gradient.
   */
  readonly l1: { readonly lambda: number; readonly proximal: boolean };
  /** λΣw², added to the loss: gradient 2λw. */
  readonly l2: number;
  /** Parameters that l1, l2 and weight decay leave alone, by name. */
  readonly undecayed: readonly string[];
  /** torch.nn.utils.clip_grad_norm_, clip_grad_value_; 0: not. */
  readonly clipNorm: number;
  readonly clipValue: number;
  /** Parameters that stay as they are, by name. */
  readonly frozen: readonly string[];
}

export const PLAIN_SGD: Optimiser = { kind: 'sgd', momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 };

export const defaultOptions = (objective: Objective, optimiser: Optimiser): TrainingOptions => ({
  objective,
  optimiser,
  l1: { lambda: 0, proximal: true },
  l2: 0,
  undecayed: [],
  clipNorm: 0,
  clipValue: 0,
  frozen: [],
});
