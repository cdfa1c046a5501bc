/** Pages that need an account: without one they lead to signing in, and back. Who signs out here goes to the front page. */
import { useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { readEnd, useSession } from "../session/session";

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const [hadSession] = useState(session !== null);
  if (!session && hadSession && readEnd() === "signed-out") return <Navigate to="/" replace />;
  return session ? <Outlet /> : <Navigate to="/sign-in" replace state={{ next: pathname + search }} />;
}
