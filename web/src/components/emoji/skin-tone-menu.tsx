import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { setSkinTone, SKIN_TONES, useSkinTone, withSkinTone } from "@/lib/emoji/skin-tone";
import { t } from "@/lib/i18n/translate";

import { EmojiGlyph } from "./emoji-glyph";

const HAND = { unicode: "✋", tones: true };

/** The skin tone of every emoji that has one, kept on this device. */
export function SkinToneMenu() {
  const tone = useSkinTone();
  const label = `${t("emoji.tone")}: ${t(`emoji.tone.${tone}`)}`;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet" size="icon" aria-label={label} title={label}>
          <EmojiGlyph value={withSkinTone(HAND, tone)} className="text-title" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuRadioGroup
          aria-label={t("emoji.tone")}
          value={String(tone)}
          onValueChange={(value) => setSkinTone(SKIN_TONES[Number(value)] ?? 0)}
        >
          {SKIN_TONES.map((one) => (
            <DropdownMenuRadioItem key={one} value={String(one)}>
              <EmojiGlyph value={withSkinTone(HAND, one)} className="text-title" />
              {t(`emoji.tone.${one}`)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
