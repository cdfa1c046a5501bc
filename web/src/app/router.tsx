/** All pages and their addresses. What is rare loads when it is asked for. */
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { HomePage } from "../home/HomePage";
import { AdminOnly } from "./AdminOnly";
import { ErrorPage, NotFoundPage } from "./ErrorPage";
import { Layout } from "./Layout";
import { SignedIn } from "./SignedIn";

const pages: RouteObject[] = [
  { index: true, element: <HomePage /> },
  { path: "search", lazy: async () => ({ Component: (await import("../search/SearchPage")).SearchPage }) },
  { path: "movies/:id", lazy: async () => ({ Component: (await import("../items/ItemPage")).MoviePage }) },
  { path: "books/:id", lazy: async () => ({ Component: (await import("../items/ItemPage")).BookPage }) },
  { path: "sign-in", lazy: async () => ({ Component: (await import("../session/SignInPage")).SignInPage }) },
  { path: "sign-up", lazy: async () => ({ Component: (await import("../session/SignUpPage")).SignUpPage }) },
  { path: "forgot-password", lazy: async () => ({ Component: (await import("../session/ForgotPasswordPage")).ForgotPasswordPage }) },
  { path: "groups/:id", lazy: async () => ({ Component: (await import("../groups/GroupPage")).GroupPage }) },
  { path: "join/:code", lazy: async () => ({ Component: (await import("../groups/JoinPage")).JoinPage }) },
  { path: "about", lazy: async () => ({ Component: (await import("../about/AboutPage")).AboutPage }) },
  { path: "*", element: <NotFoundPage /> },
];

const own: RouteObject[] = [
  { path: "for-you", lazy: async () => ({ Component: (await import("../recommendations/RecommendationsPage")).RecommendationsPage }) },
  { path: "start", lazy: async () => ({ Component: (await import("../onboarding/StartPage")).StartPage }) },
  { path: "insights", lazy: async () => ({ Component: (await import("../insights/InsightsPage")).InsightsPage }) },
  { path: "searches", lazy: async () => ({ Component: (await import("../search/SearchesPage")).SearchesPage }) },
  { path: "shelf", element: <Navigate to="/shelf/ratings" replace /> },
  { path: "shelf/:tab", lazy: async () => ({ Component: (await import("../shelf/ShelfPage")).ShelfPage }) },
  { path: "library", lazy: async () => ({ Component: (await import("../library/LibraryPage")).LibraryPage }) },
  { path: "groups", lazy: async () => ({ Component: (await import("../groups/GroupsPage")).GroupsPage }) },
  { path: "influences", lazy: async () => ({ Component: (await import("../influences/InfluencesPage")).InfluencesPage }) },
  { path: "matches", lazy: async () => ({ Component: (await import("../people/PeoplePage")).PeoplePage }) },
  { path: "admin/:tab?", element: <AdminOnly /> },
  { path: "profile", lazy: async () => ({ Component: (await import("../session/ProfilePage")).ProfilePage }) },
];

/** Give the page a key if it was opened by its address: all such pages would share one place to scroll to. */
export function nameOpenedPage(): void {
  const state = history.state as { key?: string } | null;
  if (!state?.key) history.replaceState({ ...state, key: Math.random().toString(36).slice(2, 10) }, "");
}

export function createRouter() {
  nameOpenedPage();
  // With its slash at the end: the service worker has what is below it.
  const basename = new URL(document.baseURI).pathname;
  return createBrowserRouter(
    [
      {
        element: <Layout />,
        errorElement: <ErrorPage />,
        hydrateFallbackElement: <div className="page" />,
        children: [{ errorElement: <ErrorPage />, children: [{ element: <SignedIn />, children: own }, ...pages] }],
      },
    ],
    { basename },
  );
}
