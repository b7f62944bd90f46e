import { ImageOff, Play } from "lucide-react";
import { useEffect, useState } from "react";

import type { Attachment } from "@/contract/types";
import { fileUrl } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { useMediaQuery } from "@/lib/use-media-query";

import { placeholderOf } from "./placeholder";
import { sourcesOf } from "./sources";

interface PictureViewProps {
  file: Attachment;
  /** How wide it is drawn, in CSS pixels. */
  shown: number;
  tabIndex: number;
  onOpen: (picture: Attachment) => void;
}

/** A picture in the box that its list made for it: a blur of it at first, and what to do when it does not come. */
export function PictureView({ file, shown, tabIndex, onOpen }: PictureViewProps) {
  const { state, attempt, again, onLoad, onError } = useLoading();
  const still = useStill(file);
  const fill = "absolute inset-0 size-full";
  if (state === "failed") return <Missing file={file} tabIndex={tabIndex} onAgain={again} />;
  const blur = state === "loading" ? placeholderOf(file.thumbhash) : null;
  return (
    <>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={t("files.open", { name: file.name })}
        onClick={() => onOpen(file)}
        className={`${fill} outline-offset-[-2px] [-webkit-touch-callout:none]`}
      >
        {blur ? <img src={blur} alt="" className={`${fill} object-cover`} /> : null}
        <img
          key={attempt}
          {...(file.animated && !still.paused ? { src: fileUrl(file.id) } : sourcesOf(file, shown))}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={onLoad}
          onError={onError}
          data-state={state}
          className={`${fill} object-cover`}
        />
      </button>
      {still.paused ? (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label={t("files.play", { name: file.name })}
          onClick={still.play}
          className="absolute start-2 bottom-2 flex size-9 items-center justify-center rounded-full bg-raised text-text shadow-raised pointer-coarse:size-touch"
        >
          <Play aria-hidden className="icon" />
        </button>
      ) : null}
    </>
  );
}

/** Moving pictures move at once, except for people whose system asks for less motion. */
function useStill({ animated }: Attachment) {
  const calm = useMediaQuery("(prefers-reduced-motion: reduce)");
  const [wanted, setWanted] = useState(false);
  return { paused: animated && calm && !wanted, play: () => setWanted(true) };
}

/** Without a network a picture fails like one that is gone: with the network it is asked for again. */
function useLoading() {
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  const [attempt, setAttempt] = useState(0);
  const again = () => {
    setState("loading");
    setAttempt((count) => count + 1);
  };
  const failed = state === "failed";
  useEffect(() => {
    if (!failed) return;
    const back = () => {
      setState("loading");
      setAttempt((count) => count + 1);
    };
    window.addEventListener("online", back);
    return () => window.removeEventListener("online", back);
  }, [failed]);
  const onLoad = () => setState("there");
  const onError = () => setState("failed");
  return { state, attempt, again, onLoad, onError };
}

interface MissingProps {
  file: Attachment;
  tabIndex: number;
  onAgain: () => void;
}

/** Keeps the box, says what happened, and offers another try. */
function Missing({ file, tabIndex, onAgain }: MissingProps) {
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={`${t("files.gone")} ${t("files.again", { name: file.name })}`}
      title={t("files.gone")}
      onClick={onAgain}
      className="absolute inset-0 flex size-full flex-col items-center justify-center gap-1 overflow-hidden p-2 text-center text-small text-muted outline-offset-[-2px] hover:text-text"
    >
      <ImageOff aria-hidden className="icon" />
      <span aria-hidden className="line-clamp-2 max-w-full">
        {t("files.gone")}
      </span>
    </button>
  );
}
