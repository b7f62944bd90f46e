import { render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, it } from "vitest";

import { lazyPart } from "./lazy-part";

it("waits for the network instead of taking the page down", async () => {
  let tries = 0;
  const Part = lazyPart(() => {
    tries += 1;
    const there = () => <p>here now</p>;
    return tries === 1 ? Promise.reject(new Error("no network")) : Promise.resolve(there);
  });
  render(
    <>
      <p>the page</p>
      <Suspense fallback={<p>not yet</p>}>
        <Part />
      </Suspense>
    </>,
  );
  expect(await screen.findByText("not yet")).toBeInTheDocument();
  await Promise.resolve();
  window.dispatchEvent(new Event("online"));
  expect(await screen.findByText("here now")).toBeInTheDocument();
  expect(screen.getByText("the page")).toBeInTheDocument();
  expect(tries).toBe(2);
});
