/** @file The `data` namespace: PyTorch's torch.utils.data. */

export { ConcatDataset, randomSplit, Subset, TensorDataset, type Dataset } from './dataset';
export { DataLoader, type Batch, type LoaderOptions } from './loader';
