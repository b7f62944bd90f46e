/** Finding people, profiles. */
export const people = {
  "people.search": "Search people",
  "people.searchPlaceholder": "Name, username or whole e-mail address",
  "people.none": "Nobody found for “{search}”",
  "people.noneHint": "Try part of the name, or the whole e-mail address.",
  "people.picked": "Chosen people",
  "people.remove": "Take {name} out",
  "people.inactive": "left",
  "people.you": "you",
  "people.localTime": "{time} there now",
  "people.lastSeen": "Last here {when}",
  "people.role.owner": "Owner",
  "people.role.admin": "Admin",
  "people.role.member": "Member",
} as const;
