/** Of the field where the search is typed; there is one of it. */
export const FIELD_ID = "search-field";
