/** Matches an expression against lines off the main thread; regex_matcher.js ends this worker when it takes too long. */

const MOST_PER_LINE = 100;

addEventListener("message", ({ data: { id, pattern, texts } }) => {
  const expression = new RegExp(pattern, "gi");
  const found = texts.map((/** @type {string} */ text) => {
    const ranges = [];
    for (const match of text.matchAll(expression)) {
      // An empty match is everywhere and marks nothing.
      if (match[0]) ranges.push([match.index, match.index + match[0].length]);
      if (ranges.length >= MOST_PER_LINE) break;
    }
    return ranges;
  });
  postMessage({ id, found });
});
