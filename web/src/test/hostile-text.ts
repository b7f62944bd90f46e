import fc from "fast-check";

/** Marks, pieces of addresses and tags: what a formatter can be confused with. */
const ATOMS =
  '* ** *** _ __ ~~ ~ || | ` `` ``` [ ]( ] ( ) \\ < > \n \n\n \r\n > - * 1. 2) |--| | \u00a0 \u3000 \u2028 \u200b \u202e a b é 日本 ไทย 한 😀 http:// https:// www. mailto: a@b.example example.org /p_q ?q=1 #f :80 [::1] user@ @ @alice @HERE @@ : :: :smile: javascript:alert(1) data:text/html, <b> </code> <script>alert(1)</script> <img/src=x/onerror=alert(1)> "onclick=" { ^ &amp; __proto__ constructor ](https://example.org) 。 」'.split(
    " ",
  );
const BLOCKS = [
  "\n> ",
  "\n- ",
  "\n  - ",
  "\n1. ",
  "\n```js\n",
  "\n```\n",
  "\n| a | b |\n|---|--:|\n",
  " ",
];

/** Any text, more often one of marks and pieces of addresses. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...ATOMS, ...BLOCKS) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }) },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
