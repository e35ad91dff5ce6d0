/**
 * The text between `<!-- name -->` and `<!-- /name -->` in a document of this repository. With
 * UPDATE_DOCS=1 in the environment, `text` is put there first.
 */
declare function docTable(path: string, name: string, text: string): string | undefined;
export = docTable;
