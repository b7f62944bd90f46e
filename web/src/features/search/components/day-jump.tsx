import { CalendarDays } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import { findDay } from "@/features/search/api/search";
import { isoDay } from "@/features/search/model/suggestions";

interface DayJumpProps {
  roomId: string;
  onFound: (seq: number) => void;
}

/** Goes to where a day begins in a room. */
export function DayJump({ roomId, onFound }: DayJumpProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Tooltip label={t("day.open")}>
        <PopoverTrigger asChild>
          <Button variant="quiet" size="icon" aria-label={t("day.open")}>
            <CalendarDays aria-hidden />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent align="end" aria-label={t("day.open")}>
        <DayForm
          roomId={roomId}
          onFound={(seq) => {
            setOpen(false);
            onFound(seq);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function DayForm({ roomId, onFound }: DayJumpProps) {
  const id = useId();
  const today = isoDay(new Date());
  const [day, setDay] = useState(today);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function go(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      const seq = await findDay(roomId, day);
      if (seq === null) setProblem(t("day.none"));
      else onFound(seq);
    } catch (error) {
      setProblem(describeError(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="flex flex-col gap-2" onSubmit={(event) => void go(event)}>
      <Label htmlFor={id}>{t("day.label")}</Label>
      <div className="flex gap-2">
        <Input
          id={id}
          type="date"
          required
          max={today}
          value={day}
          onChange={(event) => {
            setDay(event.target.value);
            setProblem("");
          }}
        />
        <Button type="submit" variant="primary" busy={busy}>
          {t("day.go")}
        </Button>
      </div>
      <p role="status" className="text-small text-muted empty:hidden">
        {problem}
      </p>
    </form>
  );
}
