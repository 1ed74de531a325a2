/** @file The `data` namespace: PyTorch's torch.utils.data. */

export { ConcatDataset, Dataset, IterableDataset, randomSplit, Subset, TensorDataset } from './dataset';
export { defaultCollate, type Batch } from './collate';
export { DataLoader, type LoaderOptions } from './loader';
export {
  BatchSampler,
  RandomSampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
  type RandomSamplerOptions,
  type Sampler,
} from './sampler';
