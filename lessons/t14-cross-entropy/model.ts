/** @file Cross-entropy by hand in five steps, against the built-in one; and where the one by hand breaks. */
import { torch, F, print, type Tensor } from 'backstep';

function byHand(logits: Tensor, classes: Tensor): Tensor {
  const counts = logits.exp();
  const p = counts.div(counts.sum(1, { keepdim: true }));
  const picked = p.gather(1, classes.unsqueeze(1));
  return picked.log().mean().neg();
}

// Scores of two examples for three classes, and the right class of each.
const scores = torch.tensor([
  [2.0, 1.0, 0.1],
  [0.5, 2.5, 0.3],
]);
const targets = torch.tensor([0, 1]);
const loss = byHand(scores, targets);
const builtIn = F.crossEntropy(scores, targets);
print(loss, builtIn);

// One score of 100: in float32 its exp is infinite.
const large = torch.tensor([
  [100.0, 1.0, 0.1],
  [0.5, 2.5, 0.3],
]);
const broken = byHand(large, targets);
const sound = F.crossEntropy(large, targets);
print(large.exp());
print(broken, sound);
