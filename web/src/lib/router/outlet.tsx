import { Component, use, type ComponentType, type ReactNode } from "react";

import { DepthContext, ErrorContext, OutletContext, useRouterState } from "./contexts";
import type { Location } from "./paths";
import type { Match } from "./router";

/** The screen of the next route inside this one. */
export function Outlet({ context }: { context?: unknown }) {
  const depth = use(DepthContext);
  const { matches, location } = useRouterState();
  const match = matches?.[depth];
  if (!match) return null;
  const { ErrorBoundary } = match;
  const inside = (
    <DepthContext value={depth + 1}>
      <OutletContext value={context}>
        <Screen match={match} />
      </OutletContext>
    </DepthContext>
  );
  if (!ErrorBoundary) return inside;
  return (
    <RouteBoundary Fallback={ErrorBoundary} location={location}>
      {inside}
    </RouteBoundary>
  );
}

function Screen({ match: { Component, element, missing } }: { match: Match }) {
  const { failure } = useRouterState();
  if (missing) throw failure?.error;
  if (Component) return <Component />;
  return element === undefined ? <Outlet /> : element;
}

interface BoundaryProps {
  Fallback: ComponentType;
  location: Location;
  children: ReactNode;
}

interface BoundaryState {
  readonly thrown: { readonly error: unknown } | null;
  readonly location: Location;
}

/** Holds what a screen throws; another address is another try. */
class RouteBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { thrown: null, location: this.props.location };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { thrown: { error } };
  }

  static getDerivedStateFromProps(
    { location }: BoundaryProps,
    state: BoundaryState,
  ): Partial<BoundaryState> | null {
    return location === state.location ? null : { thrown: null, location };
  }

  override render() {
    const { Fallback, children } = this.props;
    const { thrown } = this.state;
    if (!thrown) return children;
    return (
      <ErrorContext value={thrown.error}>
        <Fallback />
      </ErrorContext>
    );
  }
}
