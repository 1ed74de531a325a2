/** @file The loops of the learner's text: which can take a breath, and how far each means to go. */

import ts from 'typescript';
import { lineOf, type LoopFacts } from './compiled';
import { isSequential } from './sequential';

/** A loop as the marks need it. */
export interface Loop {
  /** its number in this text, from 0 */
  readonly site: number;
  readonly facts: LoopFacts;
  /** arguments that tell how far it has come, as text; null: it does not say how far it goes */
  readonly extent: string | null;
}

/** Numbers the loops of a text in the order they are met. */
export class Loops {
  readonly #tree: ts.SourceFile;
  readonly #sequential: boolean;
  readonly #sites = new Map<ts.Node, number>();
  readonly #facts: LoopFacts[] = [];

  constructor(tree: ts.SourceFile) {
    this.#tree = tree;
    this.#sequential = isSequential(tree);
  }

  get facts(): readonly LoopFacts[] {
    return this.#facts;
  }

  /** The next loop; those around it were met before. */
  meet(node: ts.IterationStatement): Loop {
    const site = this.#facts.length;
    const facts: LoopFacts = {
      line: lineOf(this.#tree, node.getStart(this.#tree)),
      breathes: this.#sequential && isAtAsyncLevel(node),
      parent: this.#parentOf(node),
    };
    this.#sites.set(node, site);
    this.#facts.push(facts);
    return { site, facts, extent: ts.isForStatement(node) ? extentOf(node, this.#tree) : null };
  }

  /** The loop around a loop, in the same function. */
  #parentOf(node: ts.Node): number | null {
    for (let at = node.parent; !isBoundary(at); at = at.parent) {
      const site = this.#sites.get(at);
      if (site !== undefined) return site;
    }
    return null;
  }
}

/** Where `await` stops meaning what it means around it. */
function isBoundary(node: ts.Node): boolean {
  return ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
}

/** At the top of the text, or in an async function that is no generator. */
function isAtAsyncLevel(node: ts.Node): boolean {
  const home = ts.findAncestor(node.parent, isBoundary);
  if (home === undefined || ts.isSourceFile(home)) return true;
  if (!ts.canHaveModifiers(home) || ('asteriskToken' in home && home.asteriskToken)) return false;
  return (ts.getModifiers(home) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}

/**
 * `for (let i = 1; i <= steps; i++)` goes from 1 to steps: `i,steps,1,1,1`, that is where it stands, its bound, its
 * beginning, its stride, and whether the bound is reached. Names and numbers alone: looking at them does nothing.
 */
function extentOf(node: ts.ForStatement, tree: ts.SourceFile): string | null {
  const { initializer, condition, incrementor } = node;
  if (!initializer || !ts.isVariableDeclarationList(initializer) || !condition || !incrementor) return null;
  const [declared] = initializer.declarations;
  if (!declared?.initializer || !ts.isIdentifier(declared.name) || !ts.isBinaryExpression(condition))
    return null;
  const counter = declared.name.text;
  const { left, operatorToken, right } = condition;
  const inclusive = operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  if (!inclusive && operatorToken.kind !== ts.SyntaxKind.LessThanToken) return null;
  if (!ts.isIdentifier(left) || left.text !== counter) return null;
  const stride = strideOf(incrementor, counter);
  if (stride === null || !ts.isNumericLiteral(declared.initializer)) return null;
  if (!ts.isNumericLiteral(right) && !ts.isIdentifier(right)) return null;
  const bound = right.getText(tree);
  const hidden = declaredIn(node.statement);
  if (hidden.has(counter) || hidden.has(bound)) return null;
  return `${counter},${bound},${declared.initializer.getText(tree)},${stride},${inclusive ? 1 : 0}`;
}

/** The text of 1 in `i++` and of 2 in `i += 2`. */
function strideOf(incrementor: ts.Expression, counter: string): string | null {
  if (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) {
    const { operator, operand } = incrementor;
    return operator === ts.SyntaxKind.PlusPlusToken && ts.isIdentifier(operand) && operand.text === counter
      ? '1'
      : null;
  }
  if (!ts.isBinaryExpression(incrementor)) return null;
  const { left, operatorToken, right } = incrementor;
  const adds = operatorToken.kind === ts.SyntaxKind.PlusEqualsToken;
  return adds && ts.isIdentifier(left) && left.text === counter && ts.isNumericLiteral(right)
    ? right.text
    : null;
}

/** Names that a loop's own block gives another meaning. */
function declaredIn(body: ts.Statement): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else name.elements.forEach((element) => !ts.isOmittedExpression(element) && bind(element.name));
  };
  for (const statement of ts.isBlock(body) ? body.statements : []) {
    if (ts.isVariableStatement(statement))
      statement.declarationList.declarations.forEach(({ name }) => bind(name));
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      names.add(statement.name.text);
    }
  }
  return names;
}
