// SPDX-License-Identifier: Apache-2.0
// The accounts of others, for the administrator: who there is, what they may do, a new password, the end of an account.
import { useState } from "preact/hooks";
import { Choices, Form, PasswordField, PasteField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { type Person, type Role, addPerson, addProgram, changeRole, readPeople, removePerson, resetPassword } from "../api";
import { useAct, useHome, useReading } from "../home";

const roles: readonly Role[] = ["guest", "user", "admin"];
const programRoles: readonly Role[] = ["guest", "user"];

function RolePicker({ role, onRole, of = roles }: { role: Role; onRole: (role: Role) => void; of?: readonly Role[] }) {
  const { word } = useSpeech();
  const options = of.map((value) => ({ value, label: word(`role_${value}`), hint: word(`role_${value}_hint`) }));
  return <Choices legend={word("role")} name="role" value={role} options={options} onValue={(value) => onRole(value as Role)} />;
}

type Doing = "role" | "password" | "remove";
type DoingProps = { person: Person; onDone: (said: string) => void; onKeep: () => void };

function NewRole({ person, onDone, onKeep }: DoingProps) {
  const { word } = useSpeech();
  const act = useAct();
  const [role, setRole] = useState(person.role);
  const send = () => act(async () => { await changeRole(person.name, role); onDone(word("role_changed", { name: person.name })); });
  return (
    <Form button={word("save")} onSend={send} aside={<button type="button" class="plain" onClick={onKeep}>{word("keep")}</button>}>
      <RolePicker role={role} onRole={setRole} of={person.certificate_until ? programRoles : roles} />
    </Form>
  );
}

function NewPassword({ person, onDone, onKeep }: DoingProps) {
  const { word } = useSpeech();
  const act = useAct();
  const [password, setPassword] = useState("");
  const send = () => act(async () => { await resetPassword(person.name, password); onDone(word("password_given", { name: person.name })); });
  return (
    <Form button={word("give_password")} onSend={send} aside={<button type="button" class="plain" onClick={onKeep}>{word("keep")}</button>}>
      <PasswordField label={word("new_password")} name="given_password" value={password} onValue={setPassword} complete="new-password"
        hint={word(person.role === "guest" ? "given_guest_hint" : "given_hint")} />
    </Form>
  );
}

function Removal({ person, onDone, onKeep }: DoingProps) {
  const { word } = useSpeech();
  const act = useAct();
  const send = () => act(async () => { await removePerson(person.name); onDone(word("removed", { name: person.name })); });
  return (
    <Form button={word("remove_now")} tone="warn" onSend={send} aside={<button type="button" class="plain" onClick={onKeep}>{word("keep")}</button>}>
      <p>{word("remove_text", { name: person.name })}</p>
    </Form>
  );
}

const forms = { role: NewRole, password: NewPassword, remove: Removal };

function Row({ person, onChange }: { person: Person; onChange: () => void }) {
  const { word, day } = useSpeech();
  const { session, say } = useHome();
  const [doing, setDoing] = useState<Doing | null>(null);
  const Doing = doing && forms[doing];
  const done = (said: string) => { setDoing(null); say(said); onChange(); };
  const until = person.certificate_until;
  const deeds = (["role", "password", "remove"] as const).filter((what) => what !== "password" || !until);
  const notes = [word(`role_${person.role}`), until && word("program_until", { day: day(until) }), person.temporary && word("temporary"), person.second_factor && word("second_on_short")].filter(Boolean);
  return (
    <li>
      <strong>{person.name}</strong>
      <span class="hint">{notes.join(", ")}</span>
      {person.name !== session.name && !Doing && (
        <div class="buttons">
          {deeds.map((what) => (
            <button type="button" class="plain" key={what} aria-label={word(`do_${what}_of`, { name: person.name })} onClick={() => setDoing(what)}>{word(`do_${what}`)}</button>
          ))}
        </div>
      )}
      {Doing && <Doing person={person} onDone={done} onKeep={() => setDoing(null)} />}
    </li>
  );
}

export function People() {
  const { value, again } = useReading(readPeople);
  return <ul class="rows">{(value ?? []).map((person) => <Row key={person.name} person={person} onChange={again} />)}</ul>;
}

export function AddPerson({ onAdded }: { onAdded: () => void }) {
  const { word } = useSpeech();
  const { say } = useHome();
  const act = useAct();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("user");
  const [password, setPassword] = useState("");
  const send = () => act(async () => {
    await addPerson(name, role, password);
    say(word("added", { name }));
    setName("");
    setPassword("");
    onAdded();
  });
  return (
    <Form button={word("add")} onSend={send}>
      <TextField label={word("name")} name="new_name" value={name} onValue={setName} maxLength={32} hint={word("name_hint")} />
      <RolePicker role={role} onRole={setRole} />
      <PasswordField label={word("first_password")} name="first_password" value={password} onValue={setPassword} complete="new-password"
        hint={word(role === "guest" ? "given_guest_hint" : "given_hint")} />
    </Form>
  );
}

export function AddProgram({ onAdded }: { onAdded: () => void }) {
  const { word } = useSpeech();
  const { say } = useHome();
  const act = useAct();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("guest");
  const [certificate, setCertificate] = useState("");
  const send = () => act(async () => {
    await addProgram(name, role, certificate);
    say(word("added", { name }));
    setName("");
    setCertificate("");
    onAdded();
  });
  return (
    <Form button={word("let_in")} onSend={send}>
      <p>{word("program_text")}</p>
      <TextField label={word("program_name")} name="program_name" value={name} onValue={setName} maxLength={32} hint={word("name_hint")} />
      <RolePicker role={role} onRole={setRole} of={programRoles} />
      <PasteField label={word("program_certificate")} name="certificate" value={certificate} onValue={setCertificate} maxLength={2048} hint={word("program_certificate_hint")} />
    </Form>
  );
}
