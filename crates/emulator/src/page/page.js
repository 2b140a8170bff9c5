// The page for people: shows what /emulator tells, and asks the server on the same port for its clock when it has one.
"use strict";

const at = (id) => document.getElementById(id);

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children.map((child) => (child instanceof Node ? child : String(child ?? ""))));
  return made;
}

function fill(id, rows) {
  at(id).replaceChildren(...rows.map((cells) => element("tr", ...cells.map((cell) => (cell instanceof Node && cell.nodeName === "TD" ? cell : element("td", cell))))));
}

const json = async (path, options) => {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
};

const send = (path, body) => json(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const short = (time) => (time ? time.replace("T", " ").replace(/\.\d+/, "").replace("+00:00", "") : "");
const tail = (urn) => (urn ?? "").split(":").pop();

function code(text) {
  return element("code", text);
}

function copyButton(text) {
  const button = element("button", "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(await text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  return button;
}

// ---- tokens -----------------------------------------------------------------------------------------------------------
const RECIPIENT = "310000140";
const PERSON = "01898790041";
const tokenPath = (kind, parameters) => `/testtools/api/${kind}?${new URLSearchParams(parameters)}`;

function recipes(owner) {
  return [
    ["Sender: the service owner", "GetEnterpriseToken", { org: "ttd", orgNo: owner, scopes: "altinn:correspondence.write altinn:serviceowner" }],
    ["Sender: a sender without the owner's scope", "GetEnterpriseToken", { orgNo: owner, scopes: "altinn:correspondence.write" }],
    ["Recipient: an organisation", "GetEnterpriseToken", { orgNo: RECIPIENT, scopes: "altinn:correspondence.read" }],
    ["Recipient: its system user", "GetSystemUserToken", { systemUserOrg: RECIPIENT, scopes: "altinn:correspondence.read" }],
    ["Recipient: a person", "GetPersonalToken", { pid: PERSON, authLvl: "4", scopes: "altinn:correspondence.read" }],
    ["Subscriber: the service owner", "GetEnterpriseToken", { org: "ttd", orgNo: owner, scopes: "altinn:events.subscribe" }],
    ["Dialog token: the organisation's dialog", "GetDialogToken", { party: RECIPIENT, pid: PERSON, actions: "read;write" }],
  ];
}

function showTokens(owner) {
  fill("token-rows", recipes(owner).map(([name, kind, parameters]) => {
    const path = tokenPath(kind, parameters);
    const link = element("a", path);
    link.href = path;
    return [name, link, copyButton(async () => (await fetch(path)).text())];
  }));
}

const FIELD = { GetPersonalToken: "pid", GetSystemUserToken: "systemUserOrg", GetDialogToken: "party" };
at("token-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const kind = form.get("kind");
  const path = tokenPath(kind, { [FIELD[kind] ?? "orgNo"]: form.get("number"), scopes: form.get("scopes") });
  at("token-made").value = await (await fetch(path)).text();
});

// ---- ready-made requests ----------------------------------------------------------------------------------------------
function showRequests(gateway, owner) {
  const api = `${gateway}/correspondence/api/v1`;
  const take = (variable, kind, parameters) => `${variable}=$(curl -s '${gateway}${tokenPath(kind, parameters)}')`;
  const key = "-H 'Ocp-Apim-Subscription-Key: any-key'";
  const letter = JSON.stringify({
    correspondence: {
      resourceId: "demo-correspondence", sendersReference: "SAK-1",
      content: { language: "nb", messageTitle: "Vedtak i saken din", messageSummary: "Vi har behandlet saken", messageBody: "Hei.\n\nVedtaket er **innvilget**." },
    },
    recipients: [`urn:altinn:organization:identifier-no:${RECIPIENT}`],
  });
  const requests = [
    ["1. Tokens for the sender and the recipient", [
      take("SENDER", "GetEnterpriseToken", { org: "ttd", orgNo: owner, scopes: "altinn:correspondence.write altinn:serviceowner" }),
      take("RECIPIENT", "GetEnterpriseToken", { orgNo: RECIPIENT, scopes: "altinn:correspondence.read" })].join("\n")],
    ["2. Send a letter", `LETTER=$(curl -s -X POST '${api}/correspondence' \\\n  -H "Authorization: Bearer $SENDER" ${key} \\\n  -H 'Content-Type: application/json' \\\n  -d '${letter}' | tee /dev/stderr | grep -o '"correspondenceId": *"[^"]*"' | cut -d'"' -f4)`],
    ["3. The recipient reads and confirms", ["content", "overview"].map((part) => `curl -s '${api}/correspondence/'"$LETTER"'${part === "content" ? "/content" : ""}' -H "Authorization: Bearer $RECIPIENT" ${key}`)
      .concat(`curl -s -X POST '${api}/correspondence/'"$LETTER"'/confirm' -H "Authorization: Bearer $RECIPIENT" ${key}`).join("\n")],
    ["4. The sender follows it", `curl -s '${api}/correspondence/'"$LETTER"'/details' -H "Authorization: Bearer $SENDER" ${key}`],
    ["5. Events to a webhook", [
      take("SUBSCRIBER", "GetEnterpriseToken", { org: "ttd", orgNo: owner, scopes: "altinn:events.subscribe" }),
      `curl -s -X POST '${gateway}/events/api/v1/subscriptions' -H "Authorization: Bearer $SUBSCRIBER" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"endPoint":"http://127.0.0.1:8080/hook","resourceFilter":"urn:altinn:resource:demo-correspondence"}'`].join("\n")],
  ];
  at("curl").replaceChildren(...requests.flatMap(([title, text]) => [
    element("p", element("strong", title), " ", copyButton(async () => text)), element("pre", text)]));
}

// ---- clock ------------------------------------------------------------------------------------------------------------
let clockPath = null;

async function findClock() {
  // The server's clock moves everything; a platform that runs alone has only its own.
  clockPath = (await fetch("/testing/clock")).ok ? "/testing/clock" : "/emulator/clock";
  at("clock-note").textContent = clockPath === "/testing/clock" ? "" : "(this platform's own clock; the server has another)";
}

async function showClock() {
  if (clockPath === null) await findClock();
  at("now").textContent = short((await json(clockPath)).now);
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", async () => {
    await send(clockPath, { advance: button.dataset.advance });
    await refresh();
  });
}

// ---- what happened ----------------------------------------------------------------------------------------------------
function letterOf(dialog) {
  const label = (dialog.serviceOwnerContext?.serviceOwnerLabels ?? []).map((row) => row.value).find((value) => value.startsWith("urn:altinn:correspondence-id:"));
  return label ? tail(label) : "";
}

async function showDialogs() {
  const { count, dialogs } = await json("/emulator/dialogs?limit=30");
  at("dialog-count").textContent = `(${count})`;
  fill("dialog-rows", dialogs.map((dialog) => {
    const link = element("a", dialog.content?.title?.value?.[0]?.value ?? dialog.id);
    link.href = `/emulator/dialogs/${dialog.id}`;
    const status = dialog.deletedAt ? element("span", "deleted") : dialog.status;
    const history = dialog.activities.map((activity) => activity.type).join(", ");
    return [short(dialog.createdAt), link, tail(dialog.party), tail(dialog.serviceResource), status, dialog.systemLabel, history, code(letterOf(dialog))];
  }));
}

async function showEvents() {
  const { published, events } = await json("/emulator/events?newest=true&limit=30");
  at("event-count").textContent = `(${published})`;
  fill("event-rows", events.map(({ at: arrived, event }) =>
    [short(arrived), event.type.replace("no.altinn.correspondence.", ""), code(event.resourceinstance), tail(event.subject), code(event.id)]));
}

async function showWebhooks() {
  const [{ subscriptions }, { counts, attempts }] = await Promise.all([json("/emulator/subscriptions"), json("/emulator/deliveries")]);
  at("delivery-count").textContent = `(${counts.delivered} delivered, ${counts.waiting} waiting, ${counts.givenUp} given up)`;
  fill("subscription-rows", subscriptions.map((one) =>
    [one.id, one.consumer, one.endPoint, tail(one.resourceFilter), one.typeFilter ?? "every", one.subjectFilter ?? "every", one.validated ? "yes" : "not yet"]));
  fill("attempt-rows", attempts.slice(0, 15).map((one) => {
    const outcome = element("span", `${one.outcome} (${one.detail})`);
    outcome.className = one.outcome === "delivered" ? "good" : "bad";
    return [short(one.at), one.subscription, code(one.event), one.attempt, outcome, short(one.next)];
  }));
}

async function showCalls() {
  const { total, counts, latest } = await json("/emulator/requests?limit=40");
  at("call-count").textContent = `(${total})`;
  fill("count-rows", counts.map((one) => [`${one.method} ${one.route}`, one.count, Object.entries(one.statuses).map(([status, count]) => `${status} × ${count}`).join(", ")]));
  fill("call-rows", latest.map((one) => [short(one.at), `${one.method} ${one.path}`, one.status ?? "…", code(one.body.slice(0, 300))]));
}

async function showOutages() {
  const { outages } = await json("/emulator/outage");
  fill("outage-rows", outages.map(({ id, outage }) => {
    const end = element("button", "End");
    end.addEventListener("click", async () => {
      await json(`/emulator/outage/${id}`, { method: "DELETE" });
      await refresh();
    });
    return [`${outage.remote} ${outage.method ?? ""} ${outage.path ?? ""}`, outage.status ?? "slow", outage.times === null ? "until ended" : `${outage.times} more`, end];
  }));
}

at("outage-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const times = Number(form.get("times"));
  await send("/emulator/outage", {
    remote: form.get("remote"), status: Number(form.get("status")), times: times === 0 ? null : times,
    delayMs: Number(form.get("delayMs")), afterWork: form.get("afterWork") !== null,
  });
  await refresh();
});

at("end-outages").addEventListener("click", async () => {
  await json("/emulator/outage", { method: "DELETE" });
  await refresh();
});

at("party-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const id = new FormData(event.target).get("id");
  const response = await fetch(`/emulator/parties?${new URLSearchParams({ id })}`);
  at("party-found").textContent = response.ok ? JSON.stringify(await response.json(), null, 2) : "Nobody can have this number.";
});

// ---- all together -----------------------------------------------------------------------------------------------------
async function refresh() {
  const results = await Promise.allSettled([showClock(), showDialogs(), showEvents(), showWebhooks(), showCalls(), showOutages()]);
  for (const result of results) if (result.status === "rejected") console.warn(result.reason);
}

async function begin() {
  const overview = await json("/emulator");
  at("where").textContent = `Gateway ${overview.gateway} · tokens by ${overview.altinnIssuer}, ${overview.maskinportenIssuer} and ${overview.dialogportenIssuer}`;
  showTokens(overview.owner);
  showRequests(overview.gateway, overview.owner);
  fill("magic-rows", overview.magicParties.map((one) => [code(one.number), one.description]));
  fill("resource-rows", overview.resources.map((one) => [code(one.id), one.kind, `${one.owner} (${one.ownerCode})`, one.minimumLevel, one.accessPackages.join(", ")]));
  await refresh();
  setInterval(() => { if (!document.hidden) refresh(); }, 3000);
}

begin();
