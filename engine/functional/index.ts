/** @file The namespace `F`: PyTorch's torch.nn.functional. */

export { relu, sigmoid, tanh } from '../torch';
