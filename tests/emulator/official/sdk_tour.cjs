// Creates, reads, changes and deletes one of each main resource with Auth0's Node SDK, as a client that signs.
// Run by test_official_tools.py with NODE_PATH on a folder that has `auth0`; knows nothing but AUTH0_*.
const assert = require("node:assert/strict");
const { generateKeyPairSync } = require("node:crypto");
const { ManagementClient } = require("auth0");

const domain = process.env.AUTH0_DOMAIN;
const secret = { domain, clientId: process.env.AUTH0_CLIENT_ID, clientSecret: process.env.AUTH0_CLIENT_SECRET };
const admin = new ManagementClient(secret);
const audience = `https://${domain}/api/v2/`;

async function all(page) {
  const found = [];
  for await (const each of await page) found.push(each);
  return found;
}

async function refused(status, promise) {
  await assert.rejects(promise, (error) => (assert.equal(error.statusCode, status, error.message), true));
}

async function signing() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const made = await admin.clients.create({
    name: "Signing machine",
    app_type: "non_interactive",
    client_authentication_methods: {
      private_key_jwt: { credentials: [{ name: "key", credential_type: "public_key", pem }] },
    },
  });
  await admin.clientGrants.create({ client_id: made.client_id, audience, scope: ["read:clients"] });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const machine = new ManagementClient({ domain, clientId: made.client_id, clientAssertionSigningKey: key });
  assert.ok((await all(machine.clients.list())).some((each) => each.name === "Signing machine"));
  await refused(403, machine.roles.list());
  await admin.clients.delete(made.client_id);
}

async function clients() {
  for (let n = 0; n < 7; n++) await admin.clients.create({ name: `Paged ${n}`, app_type: "spa" });
  const paged = await all(admin.clients.list({ per_page: 3, include_totals: true }));
  assert.equal(paged.filter((each) => each.name.startsWith("Paged ")).length, 7);
  const one = paged.find((each) => each.name === "Paged 3");
  const refresh_token = {
    rotation_type: "rotating",
    expiration_type: "expiring",
    token_lifetime: 2592000,
    idle_token_lifetime: 1296000,
    infinite_token_lifetime: false,
    infinite_idle_token_lifetime: false,
    leeway: 3,
  };
  const changed = await admin.clients.update(one.client_id, { refresh_token, client_metadata: { team: "a" } });
  assert.deepEqual({ ...changed.refresh_token }, refresh_token);
  assert.deepEqual({ ...(await admin.clients.get(one.client_id)).client_metadata }, { team: "a" });
  await refused(400, admin.clients.update(one.client_id, { app_type: "toaster" }));
  await refused(404, admin.clients.get("nobody"));
  for (const each of paged.filter((each) => each.name.startsWith("Paged "))) await admin.clients.delete(each.client_id);
}

async function apisAndRoles() {
  const identifier = "https://api.tour.example/";
  const scopes = [{ value: "read:x", description: "x" }, { value: "write:x" }];
  const api = await admin.resourceServers.create({ identifier, name: "Tour", scopes });
  assert.equal((await admin.resourceServers.get(identifier)).id, api.id);
  await refused(409, admin.resourceServers.create({ identifier, name: "Twice" }));
  const role = await admin.roles.create({ name: "Tourist", description: "looks" });
  const permissions = [{ resource_server_identifier: identifier, permission_name: "read:x" }];
  await admin.roles.permissions.add(role.id, { permissions });
  assert.equal((await all(admin.roles.permissions.list(role.id)))[0].permission_name, "read:x");
  await admin.roles.permissions.delete(role.id, { permissions });
  assert.equal((await all(admin.roles.permissions.list(role.id))).length, 0);
  await refused(409, admin.roles.create({ name: "Tourist" }));
  await admin.roles.delete(role.id);
  await admin.resourceServers.delete(api.id);
}

async function connectionsAndOrganizations() {
  const client = await admin.clients.create({ name: "Org app", app_type: "regular_web" });
  const database = await admin.connections.create({ name: "tour-users", strategy: "auth0" });
  await admin.connections.clients.update(database.id, [{ client_id: client.client_id, status: true }]);
  assert.equal((await all(admin.connections.clients.get(database.id)))[0].client_id, client.client_id);
  const organization = await admin.organizations.create({ name: "tour", display_name: "Tour" });
  await admin.organizations.enabledConnections.add(organization.id, {
    connection_id: database.id,
    assign_membership_on_login: true,
  });
  const enabled = await all(admin.organizations.enabledConnections.list(organization.id));
  assert.equal(enabled[0].connection.name, "tour-users");
  assert.equal((await admin.organizations.getByName("tour")).id, organization.id);
  await admin.organizations.delete(organization.id);
  await admin.connections.delete(database.id);
  await admin.clients.delete(client.client_id);
}

async function actions() {
  const made = await admin.actions.create({
    name: "greet",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "exports.onExecutePostLogin = async () => {};",
    secrets: [{ name: "KEY", value: "hidden" }],
  });
  assert.ok(!JSON.stringify(made).includes("hidden"));
  for (let n = 0; (await admin.actions.get(made.id)).status !== "built"; n++) {
    assert.ok(n < 100, "the action is never built");
    await new Promise((done) => setTimeout(done, 100));
  }
  await admin.actions.deploy(made.id);
  const bindings = [{ ref: { type: "action_name", value: "greet" }, display_name: "Greet" }];
  await admin.actions.triggers.bindings.updateMany("post-login", { bindings });
  assert.equal((await all(admin.actions.triggers.bindings.list("post-login")))[0].display_name, "Greet");
  await admin.actions.triggers.bindings.updateMany("post-login", { bindings: [] });
  await admin.actions.delete(made.id);
  await refused(404, admin.actions.get(made.id));
}

async function documents() {
  await admin.tenants.settings.update({ friendly_name: "Tour", flags: { enable_client_connections: true } });
  const settings = await admin.tenants.settings.get();
  assert.equal(settings.friendly_name, "Tour");
  await admin.branding.update({ colors: { primary: "#112233" } });
  assert.equal((await admin.branding.get()).colors.primary, "#112233");
  const body = "<p>hi</p>";
  await admin.emailTemplates.create({
    template: "welcome_email", body, from: "a@b.example", subject: "hi", syntax: "liquid", enabled: true,
  });
  assert.equal((await admin.emailTemplates.get("welcome_email")).body, body);
  await admin.attackProtection.bruteForceProtection.update({ max_attempts: 7 });
  assert.equal((await admin.attackProtection.bruteForceProtection.get()).max_attempts, 7);
}

async function main() {
  await refused(401, new ManagementClient({ domain, token: "a.b.c" }).clients.list());
  for (const part of [signing, clients, apisAndRoles, connectionsAndOrganizations, actions, documents]) {
    try {
      await part();
    } catch (error) {
      process.exitCode = 1;
      console.log(`${part.name}: ${error.stack}\n${JSON.stringify(error.body ?? null)}`);
    }
  }
}

main();
