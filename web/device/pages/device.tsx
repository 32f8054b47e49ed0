// SPDX-License-Identifier: Apache-2.0
// What this device is: model, support, versions, how it protects itself, and what happened.
import { Sign } from "../../kit/icons";
import { useSpeech } from "../../kit/language";
import { Card, Facts, Page, TechnicalDetail } from "../../kit/page";
import { type DeviceEvent, type Process, readEvents, readStatus } from "../api";
import { isAdmin, useHome, useReading } from "../home";

function Protection({ process }: { process: Process }) {
  const { word, wall: wallWord } = useSpeech();
  const held = process.walls.filter((wall) => wall.enforced).length;
  return (
    <li>
      <details>
        <summary>
          <Sign level={held === process.walls.length ? "good" : "attention"} />
          <span class="who">{process.name}</span>
          <span class="hint">{word("walls_count", { n: held, m: process.walls.length })}</span>
        </summary>
        <ul class="walls">
          {process.walls.map((wall) => (
            <li key={wall.wall}>{wall.enforced ? "✓" : "–"} {wallWord(wall.wall)}{!wall.enforced && wall.detail && <TechnicalDetail text={wall.detail} />}</li>
          ))}
        </ul>
        {process.restarts > 0 && <p class="hint">{word("restarts", { n: process.restarts })}</p>}
      </details>
    </li>
  );
}

function Events({ events }: { events: DeviceEvent[] }) {
  const { word, kind, facts, wall, moment } = useSpeech();
  const said = (of: DeviceEvent["facts"]) => ({ ...of, ...(of.wall && { wall: wall(of.wall) }), ...(of.parts && { parts: of.parts.replaceAll(",", word("comma")) }) });
  const known = (of: DeviceEvent["facts"]) => facts(said(of)).join(word("comma"));
  if (events.length === 0) return <p class="hint">{word("events_none")}</p>;
  return (
    <ol class="rows">
      {events.map((event, at) => (
        <li key={`${event.at} ${at}`}>
          <strong>{kind(event.kind)}</strong>
          <span class="hint">
            <time dateTime={event.at}>{moment(event.at)}</time>{known(event.facts) && ` · ${known(event.facts)}`}
          </span>
          {event.facts.why && <TechnicalDetail text={event.facts.why} />}
        </li>
      ))}
    </ol>
  );
}

export function DevicePage() {
  const { word, day } = useSpeech();
  const { session } = useHome();
  const { value } = useReading(async () => ({ status: await readStatus(), events: isAdmin(session) ? (await readEvents()).events : null }));
  const status = value?.status;
  return (
    <Page title={word("page_device")}>
      {status && (
        <>
          <Card>
            <Facts rows={[[word("model"), status.model], [word("manufacturer"), status.manufacturer], [word("running"), status.update?.running_version ?? status.version],
              [word("support_end"), day(status.support_end)], [word("key_store"), status.hardware_keys === null ? word("unknown") : word(status.hardware_keys ? "keys_in_hardware" : "keys_in_files")]]} />
            <p class="links">
              <a href={status.support_period_url} rel="noreferrer noopener" target="_blank">{word("support_link")}</a>
              <a href={status.disclosure_policy_url} rel="noreferrer noopener" target="_blank">{word("weakness_link")}</a>
            </p>
          </Card>
          <Card title={word("walls_title")} id="walls">
            <p>{word("walls_text")}</p>
            <ul class="processes">{(status.processes ?? []).map((process) => <Protection key={process.name} process={process} />)}</ul>
          </Card>
          {value?.events && <Card title={word("events_title")} id="events"><Events events={value.events} /></Card>}
        </>
      )}
    </Page>
  );
}
