# Golden figures of data loading: the order in which PyTorch's DataLoader and random_split give what they have.
import json
import pathlib

import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, SubsetRandomSampler, TensorDataset, WeightedRandomSampler, random_split

loaders, splits = [], []
for seed in (0, 1, 42, 2**40 + 7):
    for n, batch, drop, own in [(10, 3, False, False), (10, 3, True, False), (7, 7, False, True), (100, 32, False, True), (1, 1, False, False)]:
        torch.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed + 1) if own else None
        loader = DataLoader(TensorDataset(torch.arange(n)), batch_size=batch, shuffle=True, drop_last=drop, generator=generator)
        epochs = [[x.tolist() for (x,) in loader] for _ in range(2)]
        loaders.append({"seed": seed, "n": n, "batchSize": batch, "dropLast": drop, "own": own, "length": len(loader), "epochs": epochs, "next": torch.rand(2).tolist()})
    torch.manual_seed(seed)
    plain = [x.tolist() for (x,) in DataLoader(TensorDataset(torch.arange(4)), batch_size=3)]
    loaders.append({"seed": seed, "n": 4, "batchSize": 3, "shuffle": False, "dropLast": False, "own": False, "length": 2, "epochs": [plain], "next": torch.rand(2).tolist()})
    for n, lengths in [(10, [7, 3]), (10, [0.8, 0.2]), (11, [0.5, 0.25, 0.25]), (20, [0.3, 0.3, 0.4])]:
        torch.manual_seed(seed)
        splits.append({"seed": seed, "n": n, "lengths": lengths, "indices": [list(s.indices) for s in random_split(range(n), lengths)]})

WEIGHTS = [0.1, 0.9, 0.4, 0.7, 3.0, 0.6]
samplers = []
for seed in (0, 7):
    for own in (False, True):
        for name, make in {
            "sequential": lambda g: SequentialSampler(range(5)),
            "random": lambda g: RandomSampler(range(7), generator=g),
            "random 10": lambda g: RandomSampler(range(4), num_samples=10, generator=g),
            "random replaced 40": lambda g: RandomSampler(range(9), replacement=True, num_samples=40, generator=g),
            "subset": lambda g: SubsetRandomSampler([5, 9, 2, 7], generator=g),
            "weighted": lambda g: WeightedRandomSampler(WEIGHTS, 8, generator=g),
            "weighted once": lambda g: WeightedRandomSampler(WEIGHTS, 4, replacement=False, generator=g),
            "batches": lambda g: BatchSampler(RandomSampler(range(7), generator=g), 3, False),
            "whole batches": lambda g: BatchSampler(RandomSampler(range(7), generator=g), 3, True),
        }.items():
            torch.manual_seed(seed)
            sampler = make(torch.Generator().manual_seed(seed + 1) if own else None)
            samplers.append({"name": name, "seed": seed, "own": own, "length": len(sampler), "epochs": [list(sampler) for _ in range(2)], "next": torch.rand(2).tolist()})
            if "batches" not in name:
                torch.manual_seed(seed)
                loader = DataLoader(TensorDataset(torch.arange(10)), batch_size=3, sampler=make(torch.Generator().manual_seed(seed + 1) if own else None))
                samplers.append({"name": name, "loads": True, "seed": seed, "own": own, "length": len(loader), "epochs": [[x.tolist() for (x,) in loader] for _ in range(2)], "next": torch.rand(2).tolist()})
data = {"samplers": samplers, "torch": torch.__version__, "loaders": loaders, "splits": splits}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")) + "\n")
print(len(loaders), "loaders", len(splits), "splits")
