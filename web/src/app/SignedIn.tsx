/** Pages that need an account: without one they lead to signing in, and back. */
import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "../session/session";

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  return session ? <Outlet /> : <Navigate to="/sign-in" replace state={{ next: pathname + search }} />;
}
