/** @jsxImportSource @kitajs/html */

interface FactsProps {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Names and values, one a row. */
export function Facts({ title, facts }: FactsProps): JSX.Element {
  return (
    <table class="facts">
      <caption safe>{title}</caption>
      <tbody>
        {facts.map(([name, value]) => (
          <tr>
            <th scope="row" safe>
              {name}
            </th>
            <td safe>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
