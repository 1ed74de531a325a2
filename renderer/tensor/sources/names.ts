/** @file Which operations work element by element, and which reduce dimensions. */

/** Each input broadcasts to the output's shape. A test holds the list to the engine's records. */
export const ELEMENTWISE: readonly string[] = [
  ...['add', 'sub', 'rsub', 'mul', 'div', 'pow', 'neg', 'exp', 'log', 'sqrt', 'tanh', 'sigmoid', 'relu'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge'],
  ...['rsqrt', 'expm1', 'log1p', 'log2', 'log10', 'exp2', 'erf', 'erfc', 'reciprocal'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh', 'atan2'],
  ...['sign', 'floor', 'ceil', 'trunc', 'round', 'roundTo', 'frac', 'abs', 'nanToNum'],
  ...['divFloor', 'divTrunc', 'floorDivide', 'fmod', 'remainder', 'maximum', 'minimum'],
  ...['clamp', 'clampMin', 'clampMax', 'clampTensor', 'clampMinTensor', 'clampMaxTensor'],
  ...['lerp', 'addcmul', 'addcdiv', 'hypot', 'where', 'maskedFill'],
  ...['sinc', 'deg2rad', 'rad2deg', 'copysign', 'heaviside', 'logaddexp', 'logaddexp2', 'xlogy'],
  ...['isnan', 'isinf', 'isfinite', 'isclose', 'isposinf', 'isneginf', 'signbit'],
  ...['logicalAnd', 'logicalOr', 'logicalXor', 'logicalNot'],
  ...['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'bitwiseNot', 'bitwiseLeftShift', 'bitwiseRightShift'],
  ...['elu', 'selu', 'celu', 'gelu', 'geluTanh', 'silu', 'mish', 'softplus', 'logsigmoid', 'leakyRelu'],
  ...['hardtanh', 'relu6', 'hardsigmoid', 'hardswish', 'softshrink', 'hardshrink', 'threshold'],
];

/** They take `dim` and `keepdim`; without a `dim`, all elements. */
export const REDUCTIONS: readonly string[] = [
  ...['sum', 'mean', 'prod', 'var', 'std', 'amax', 'amin', 'max', 'min'],
  ...['argmax', 'argmin', 'all', 'any', 'countNonzero', 'logsumexp', 'nansum', 'norm'],
];
