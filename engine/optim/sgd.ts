/** @file Stochastic gradient descent. */

import { noGrad } from '../autograd/mode';
import { ArgumentTypeError, ValueError } from '../errors';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';

export interface SGDOptions {
  /** learning rate */
  readonly lr?: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
  readonly maximize?: boolean;
}

const DEFAULTS: Required<SGDOptions> = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
};

/**
 * p ← p − lr · gradient, with momentum and weight decay where asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export class SGD {
  readonly params: readonly Tensor[];
  readonly #settings: Required<SGDOptions>;
  readonly #momentum = new Map<Tensor, Tensor>();

  /** @throws ValueError for settings out of range, or when a parameter is no leaf */
  constructor(params: Iterable<Tensor>, options: SGDOptions = {}) {
    if (params instanceof Tensor) {
      throw new ArgumentTypeError(
        'params argument given to the optimizer should be an iterable of Tensors or dicts, but got ' +
          `torch.${params.dtype.scalarName}Tensor`,
      );
    }
    this.params = [...params];
    this.#settings = { ...DEFAULTS, ...options };
    const { lr, momentum, dampening, weightDecay, nesterov } = this.#settings;
    if (this.params.length === 0) throw new ValueError('optimizer got an empty parameter list');
    if (this.params.some((p) => !p.isLeaf)) throw new ValueError("can't optimize a non-leaf Tensor");
    if (!(lr >= 0)) throw new ValueError(`Invalid learning rate: ${lr}`);
    if (!(momentum >= 0)) throw new ValueError(`Invalid momentum value: ${momentum}`);
    if (!(weightDecay >= 0)) throw new ValueError(`Invalid weight_decay value: ${weightDecay}`);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    }
  }

  /** Moves every parameter that has a gradient. */
  step(): void {
    const moved = this.params.filter((p) => p.grad);
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = this.#settings;
    const settings = { lr, momentum, dampening, weightDecay, nesterov, maximize };
    const tell = observer()?.update('SGD', settings, moved);
    unobserved(() => noGrad(() => moved.forEach((p) => this.#move(p))));
    tell?.();
  }

  #move(p: Tensor): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = this.#settings;
    let direction = maximize ? p.grad!.neg() : p.grad!.detach();
    if (weightDecay !== 0) direction = direction.add(p, { alpha: weightDecay });
    if (momentum !== 0) {
      let buffer = this.#momentum.get(p);
      if (buffer) buffer.mul_(momentum).add_(direction, { alpha: 1 - dampening });
      else this.#momentum.set(p, (buffer = direction.clone()));
      direction = nesterov ? direction.add(buffer, { alpha: momentum }) : buffer;
    }
    p.add_(direction, { alpha: -lr });
  }

  /** Forgets the gradients: they become absent, or with `setToNone: false` zero. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    const cleared = this.params.filter((p) => p.grad);
    unobserved(() => {
      for (const p of cleared) {
        if (setToNone) p.grad = null;
        else p.grad = p.grad!.detach().zero_();
      }
    });
    observer()?.zeroGrad(cleared, setToNone);
  }

  /** As PyTorch prints an optimiser. */
  toString(): string {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = this.#settings;
    const rows: [string, string][] = [
      ['dampening', String(dampening)],
      ['differentiable', 'False'],
      ['foreach', 'None'],
      ['fused', 'None'],
      ['lr', String(lr)],
      ['maximize', maximize ? 'True' : 'False'],
      ['momentum', String(momentum)],
      ['nesterov', nesterov ? 'True' : 'False'],
      ['weight_decay', String(weightDecay)],
    ];
    return `SGD (\nParameter Group 0\n${rows.map(([key, value]) => `    ${key}: ${value}\n`).join('')})`;
  }
}
