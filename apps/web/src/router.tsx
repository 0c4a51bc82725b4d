import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { CommunityGate } from "./features/community-now/community-gate.js";
import { CommunityPage } from "./features/community-now/community-page.js";
import { HomePage } from "./features/household/home-page.js";
import { HouseholdGate } from "./features/household/household-gate.js";
import { NeighboursPage } from "./features/household/neighbours-page.js";
import { RulePage } from "./features/household/rule-page.js";
import { useCommunity } from "./features/shell/community-context.js";
import { NotFound } from "./features/shell/not-found.js";
import { SignInPage } from "./features/sign-in/sign-in-page.js";

const root = createRootRoute({
  component: () => (
    <CommunityGate>
      <Outlet />
    </CommunityGate>
  ),
  notFoundComponent: NotFound,
});

const screens = [
  createRoute({ getParentRoute: () => root, path: "/", component: CommunityPage }),
  createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage }),
  createRoute({ getParentRoute: () => root, path: "/home", component: Home }),
  createRoute({ getParentRoute: () => root, path: "/home/neighbours", component: Neighbours }),
  createRoute({ getParentRoute: () => root, path: "/home/rule", component: Rule }),
  createRoute({
    getParentRoute: () => root,
    path: "/slots/$slot",
    component: lazyRouteComponent(() => import("./features/slot-page/slot-route.js"), "SlotRoute"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/home/trust",
    component: lazyRouteComponent(
      () => import("./features/household/trust/trust-page.js"),
      "TrustPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/home/data",
    component: lazyRouteComponent(
      () => import("./features/household/own-data/own-data-page.js"),
      "OwnDataPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in/ways",
    component: lazyRouteComponent(
      () => import("./features/sign-in-ways/sign-in-ways-page.js"),
      "SignInWaysPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/health",
    component: lazyRouteComponent(
      () => import("./features/operator/health/health-page.js"),
      "HealthPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/market",
    component: lazyRouteComponent(
      () => import("./features/operator/market/market-page.js"),
      "MarketPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/members",
    component: lazyRouteComponent(
      () => import("./features/operator/members/members-page.js"),
      "MembersPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/month-end",
    component: lazyRouteComponent(
      () => import("./features/operator/month-end/month-end-page.js"),
      "MonthEndPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/ledger",
    component: lazyRouteComponent(
      () => import("./features/operator/ledger/ledger-page.js"),
      "LedgerPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/operator/audit",
    component: lazyRouteComponent(
      () => import("./features/operator/audit/audit-page.js"),
      "AuditPage",
    ),
  }),
] as const;

function Home() {
  const community = useCommunity();
  return (
    <HouseholdGate>
      {(household) => <HomePage community={community} household={household} />}
    </HouseholdGate>
  );
}

function Neighbours() {
  return <HouseholdGate>{(household) => <NeighboursPage household={household} />}</HouseholdGate>;
}

function Rule() {
  const community = useCommunity();
  return (
    <HouseholdGate>
      {(household) => <RulePage community={community} household={household} />}
    </HouseholdGate>
  );
}

/** Every screen and its address. */
export const router = createRouter({ routeTree: root.addChildren([...screens]) });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
