// Measures the TypeScript of web/src for tools/sizes.py: prints one JSON object per file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../web/package.json", import.meta.url));
const ts = require("typescript");
const { SyntaxKind } = ts;

const BRANCHES = new Set([
  SyntaxKind.IfStatement,
  SyntaxKind.ConditionalExpression,
  SyntaxKind.ForStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
  SyntaxKind.CaseClause,
  SyntaxKind.CatchClause,
]);
const SHORT_CUTS = new Set([
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.QuestionQuestionToken,
]);

function nameOf(node) {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : null;
}

/** Counts the ways through a function, without those of functions inside it. */
function paths(node) {
  let count = 1;
  const visit = (child) => {
    if (ts.isFunctionLike(child)) return;
    if (BRANCHES.has(child.kind)) count += 1;
    if (ts.isBinaryExpression(child) && SHORT_CUTS.has(child.operatorToken.kind)) count += 1;
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return count;
}

function measure(path) {
  const text = readFileSync(path, "utf8");
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const functions = [];
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const name = nameOf(node);
      const [first, last] = [lineAt(node.getStart()), lineAt(node.end)];
      if (name) functions.push({ name, line: first, lines: last - first + 1, paths: paths(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, lines: text.split("\n").length - 1, functions };
}

console.log(JSON.stringify(process.argv.slice(2).map(measure)));
