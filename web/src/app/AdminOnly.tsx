/** The operator's pages. They load for an admin alone; to everybody else the address leads nowhere. */
import { lazy, Suspense } from "react";
import { useSession } from "../session/session";
import { NotFoundPage } from "./ErrorPage";

const AdminPage = lazy(async () => ({ default: (await import("../admin/AdminPage")).AdminPage }));

export function AdminOnly() {
  if (!useSession()?.isAdmin) return <NotFoundPage />;
  return (
    <Suspense fallback={<div className="page" aria-busy />}>
      <AdminPage />
    </Suspense>
  );
}
