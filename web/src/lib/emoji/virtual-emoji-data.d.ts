/** Made by scripts/emoji-data.ts while building. */
declare module "virtual:emoji-data" {
  type PackedEmoji = [
    unicode: string,
    label: string,
    group: number,
    names: string,
    tags: string,
    version: number,
    tones: 0 | 1 | string[],
  ];
  const data: PackedEmoji[];
  export default data;
}
