/** @jsxImportSource @kitajs/html */
import type { Numbers } from "../../src/assemble.ts";
import { count, duration } from "../numbers.ts";

interface QueuesProps {
  readonly queues: Numbers["queues"];
  /** Microseconds since 1970. */
  readonly now: number;
}

/** No page grows with the number of queues beyond that. */
const rowsMax = 200;

/** The queues, the longest first. */
export function Queues({ queues, now }: QueuesProps): JSX.Element {
  if (queues.length === 0) {
    return <p class="empty">No queues yet. A queue appears with the first job that is pushed to it.</p>;
  }
  const longest = [...queues].sort((one, other) => other.size - one.size).slice(0, rowsMax);
  const rest = queues.length - longest.length;
  return (
    <table class="queues">
      <caption>Queues</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="number">
            Jobs
          </th>
          <th scope="col" class="number">
            Oldest
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {longest.map((queue) => (
          <tr>
            <th scope="row" safe>
              {queue.name}
            </th>
            <td class="number" safe>
              {count(queue.size)}
            </td>
            <td class="number" safe>
              {queue.oldestSince === undefined ? "" : duration((now - queue.oldestSince) / 1_000_000)}
            </td>
            <td>{queue.isPaused ? "❚❚ paused" : ""}</td>
          </tr>
        ))}
      </tbody>
      {rest > 0 ? (
        <tfoot>
          <tr>
            <td colspan="4" safe>{`and ${count(rest)} shorter ones`}</td>
          </tr>
        </tfoot>
      ) : (
        <></>
      )}
    </table>
  );
}
