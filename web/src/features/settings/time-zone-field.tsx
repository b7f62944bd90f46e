import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { t } from "@/lib/i18n/translate";
import { localTimeZone } from "@/lib/local-time-zone";

const known = Intl.supportedValuesOf("timeZone");

interface TimeZoneFieldProps {
  initial: string;
  error: string | undefined;
}

export function TimeZoneField({ initial, error }: TimeZoneFieldProps) {
  const [zone, setZone] = useState(initial);
  const here = localTimeZone();
  // Names change between browsers ("UTC" is missing in some): what is set must be in the list.
  const zones = [...new Set([initial, here, ...known])].sort();
  return (
    <div className="flex flex-col gap-1.5">
      <Field label={t("profile.timeZone")} hint={t("profile.timeZoneHint")} error={error}>
        {(control) => (
          <Select
            {...control}
            name="time_zone"
            value={zone}
            onChange={(event) => setZone(event.target.value)}
          >
            {zones.map((one) => (
              <option key={one} value={one}>
                {one.replaceAll("_", " ")}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {zone === here ? null : (
        <Button
          variant="link"
          size="inline"
          className="self-start text-small"
          onClick={() => setZone(here)}
        >
          {t("profile.timeZoneHere", { zone: here.replaceAll("_", " ") })}
        </Button>
      )}
    </div>
  );
}
