// Signs in with supabase-js and calls our API with the session's token: node sign_in_with_supabase.mjs ISSUER API
// It rates item 1, renews the session, rates again, signs out, and prints what each step answered as JSON.
import { createClient } from "@supabase/supabase-js";

const [issuer, api] = process.argv.slice(2);
const supabase = createClient(issuer, "sb_publishable_of_the_tests", {
  auth: { persistSession: false, autoRefreshToken: false },
  realtime: { transport: class {} }, // never opened; Node.js 20 has no WebSocket of its own
});

async function call(path, options = {}) {
  const { data } = await supabase.auth.getSession();
  const headers = { "Content-Type": "application/json" };
  if (data.session) headers.Authorization = `Bearer ${data.session.access_token}`;
  const answer = await fetch(`${api}${path}`, { ...options, headers });
  return { status: answer.status, body: await answer.json() };
}

const rate = (rating) => call("/ratings", { method: "POST", body: JSON.stringify({ item_id: 1, rating }) });

const { error } = await supabase.auth.signInWithPassword({ email: "ada@example.com", password: "correct horse" });
if (error) throw error;
const first = await rate(4);
const account = await call("/auth/me");
const renewed = await supabase.auth.refreshSession();
if (renewed.error) throw renewed.error;
const second = await rate(4.5);
const later = await call("/auth/me");
await supabase.auth.signOut({ scope: "local" });
const without = await call("/auth/me");
console.log(JSON.stringify({ first, account, second, later, without }));
