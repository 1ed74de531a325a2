/** @file Whether a text does one thing after the other, so that nothing else of it can run while a loop takes a breath. */

import ts from 'typescript';

/** What sets something going that nobody needs to wait for. */
const CONCURRENT = new Set([
  ...['Promise', 'setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'],
  ...['addEventListener', 'onmessage', 'MessageChannel', 'FinalizationRegistry', 'Atomics'],
]);

/** Methods of a promise that are called instead of awaiting it. */
const CONTINUATIONS = new Set(['then', 'catch', 'finally']);

/** The engine's methods that promise a value: one that is rejected before it is awaited would end the run. */
const READS = new Set(['item', 'tolist']);

/**
 * Whether every promise of the text is awaited where it is made. Then a further `await` between two turns of a loop
 * changes nothing: no other code of the learner's is waiting for its turn. In doubt the answer is no.
 */
export function isSequential(tree: ts.SourceFile): boolean {
  /** names of async functions: called by the name itself, and called as a property */
  const plain = new Set<string>();
  const members = new Set<string>(READS);
  let sequential = true;

  const collect = (node: ts.Node): void => {
    if (isAsyncFunction(node)) {
      const name = nameOf(node);
      if (name === null) sequential &&= isCalledAtOnce(node);
      else (name.member ? members : plain).add(name.text);
    }
    ts.forEachChild(node, collect);
  };
  collect(tree);

  const visit = (node: ts.Node): void => {
    if (!sequential || ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node)) sequential = isHarmless(node, plain, members);
    else if (ts.isElementAccessExpression(node)) {
      const { argumentExpression: key } = node;
      sequential = !ts.isStringLiteralLike(key) || isUnknown(key.text, plain, members);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return sequential;
}

function isAsyncFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionLike(node) &&
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

/** What an async function is called by; null where it has no name of its own. */
function nameOf(node: ts.FunctionLikeDeclaration): { text: string; member: boolean } | null {
  if (ts.isFunctionDeclaration(node)) return node.name ? { text: node.name.text, member: false } : null;
  const holder = ts.isMethodDeclaration(node) ? node : node.parent;
  if (ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name)) {
    return { text: holder.name.text, member: false };
  }
  const isMember =
    ts.isMethodDeclaration(holder) || ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder);
  if (!isMember || !(ts.isIdentifier(holder.name) || ts.isPrivateIdentifier(holder.name))) return null;
  return { text: holder.name.text, member: true };
}

/** `await (async () => { … })()` */
function isCalledAtOnce(node: ts.Node): boolean {
  const outside = withoutBrackets(node);
  return (
    ts.isCallExpression(outside.parent) && outside.parent.expression === outside && isAwaited(outside.parent)
  );
}

/** Whether a name, where it stands, sets nothing going that is not awaited at once. */
function isHarmless(node: ts.Identifier, plain: ReadonlySet<string>, members: ReadonlySet<string>): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    if (CONTINUATIONS.has(node.text) || CONCURRENT.has(node.text)) return false;
    return !members.has(node.text) || isAwaitedCall(parent);
  }
  if (isNameOfDeclaration(node)) return true;
  if (CONCURRENT.has(node.text)) return false;
  // a method taken out of its object goes by its name alone
  const isAsync = plain.has(node.text) || (members.has(node.text) && !READS.has(node.text));
  return !isAsync || isAwaitedCall(node);
}

/** Whether `o['name']` leads to nothing that sets something going. */
function isUnknown(name: string, plain: ReadonlySet<string>, members: ReadonlySet<string>): boolean {
  return ![CONCURRENT, CONTINUATIONS, plain, members].some((known) => known.has(name));
}

/** The name in what declares it, or before a colon: it is not used there. */
function isNameOfDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
}

function isAwaitedCall(callee: ts.Expression): boolean {
  const { parent } = callee;
  return ts.isCallExpression(parent) && parent.expression === callee && isAwaited(parent);
}

/** Awaited, or handed on by an async function to whom awaits that. */
function isAwaited(call: ts.Expression): boolean {
  const outside = withoutBrackets(call);
  const { parent } = outside;
  if (ts.isAwaitExpression(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === outside && isAsyncFunction(parent);
  if (!ts.isReturnStatement(parent)) return false;
  const home = ts.findAncestor(parent, ts.isFunctionLike);
  return home !== undefined && isAsyncFunction(home);
}

function withoutBrackets(node: ts.Node): ts.Node & ts.Expression {
  let outside = node;
  while (ts.isParenthesizedExpression(outside.parent)) outside = outside.parent;
  return outside as ts.Expression;
}
