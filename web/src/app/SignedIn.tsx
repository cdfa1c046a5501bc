/** Pages that need an account: without one they lead to signing in, and back. Who just signed out goes to the front page. */
import { Navigate, Outlet, useLocation } from "react-router";
import { readEnd, useSession } from "../session/session";

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (!session && readEnd() === "signed-out") return <Navigate to="/" replace />;
  return session ? <Outlet /> : <Navigate to="/sign-in" replace state={{ next: pathname + search }} />;
}
