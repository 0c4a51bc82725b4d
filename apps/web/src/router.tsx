import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
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
