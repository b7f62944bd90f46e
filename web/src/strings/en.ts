/**
 * Every English phrase of the interface, by area. Rules: plain, short, sentence case, no exclamation
 * marks; "you" is the reader; {names} are filled in; { one, other } are plural forms of {count}.
 */
import { auth } from "./en/auth.ts";
import { chat } from "./en/chat.ts";
import { common } from "./en/common.ts";
import { emoji } from "./en/emoji.ts";
import { files } from "./en/files.ts";
import { formatted } from "./en/formatted.ts";
import { messages } from "./en/messages.ts";
import { navigation } from "./en/navigation.ts";
import { people } from "./en/people.ts";
import { search } from "./en/search.ts";
import { settings } from "./en/settings.ts";
import { threads } from "./en/threads.ts";
import { uploads } from "./en/uploads.ts";

export const en = {
  ...common,
  ...auth,
  ...people,
  ...settings,
  ...search,
  ...chat,
  ...emoji,
  ...files,
  ...formatted,
  ...messages,
  ...navigation,
  ...threads,
  ...uploads,
} as const;
