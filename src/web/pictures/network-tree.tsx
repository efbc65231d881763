import { useMemo } from 'preact/hooks';
import type { NetworkTreeView } from '../../http/incident-schema.ts';
import { Copy } from '../parts/copy.tsx';
import { Ago } from '../parts/moment.tsx';
import './network-tree.css';
import { counted, figure } from './numbers.ts';

type Node = NetworkTreeView['nodes'][number];

interface Branch {
  readonly node: Node;
  readonly branches: Branch[];
}

const LEVEL_WORDS = { country: 'country', asn: 'provider', prefix: 'network', address: 'address' } as const;

/** Where it is used from, as a tree; what belongs to an incident stands first and is the only thing in colour. */
export function NetworkTree({ tree }: { tree: NetworkTreeView }) {
  const roots = useMemo(() => branchesOf(tree), [tree]);
  if (roots.length === 0) return <p class="quiet">No log of it names an address, so no network is known.</p>;
  return (
    <div class="network-tree">
      {tree.strangers.map(
        ({ address, nearest, parts_at: level }) =>
          level !== null && (
            <p key={address} class="small">
              <span class="stranger">{address}</span> parts from what is known at its {LEVEL_WORDS[level]}.
              {nearest !== null && ` The nearest address it is known by is ${nearest}.`}
            </p>
          ),
      )}
      <Branches branches={roots} />
      {tree.left_out > 0 && (
        <p class="small quiet">
          and {counted(tree.left_out, 'known address')} more, of {figure(tree.known_addresses)} in all
        </p>
      )}
    </div>
  );
}

function Branches({ branches }: { branches: readonly Branch[] }) {
  return (
    <ul>
      {branches.map(({ node, branches: below }) => (
        <li key={`${node.level} ${node.value}`}>
          <div class={node.alert_calls > 0 && node.belief !== 'settled' ? 'stranger' : ''}>
            <Name node={node} />
            <span class="network-facts small">{factsOf(node)}</span>
          </div>
          {below.length > 0 && <Branches branches={below} />}
        </li>
      ))}
    </ul>
  );
}

function Name({ node }: { node: Node }) {
  if (node.level === 'prefix' || node.level === 'address') return <Copy text={node.value ?? ''} />;
  const number = node.asn === null ? '' : ` AS${node.asn}`;
  const kind =
    node.kind === null ? '' : node.kind === 'hosting' ? ', hosting' : ', known for anonymising exits';
  return (
    <span>
      {node.level === 'asn' ? (node.name ?? node.value) : node.value}
      <span class="quiet small">
        {number}
        {kind}
      </span>
    </span>
  );
}

function factsOf(node: Node) {
  const calls = node.alert_calls > 0 ? counted(node.alert_calls, 'call') : counted(node.calls, 'call');
  if (node.belief === 'new' || node.days === 0) return <>never seen before · {calls}</>;
  return (
    <>
      {node.belief === 'probation' ? 'on probation · ' : ''}
      {counted(node.days, 'day')}
      {node.last_seen !== null && (
        <>
          , last <Ago at={node.last_seen} />
        </>
      )}{' '}
      · {calls}
    </>
  );
}

/** The tree without levels of which nothing is known; strangers first, then by calls. */
function branchesOf({ nodes }: NetworkTreeView): Branch[] {
  const branches = nodes.map((node): Branch => ({ node, branches: [] }));
  const roots: Branch[] = [];
  branches.forEach((branch) => {
    if (branch.node.value === null) return;
    let above = branch.node.parent;
    while (above !== null && nodes[above]!.value === null) above = nodes[above]!.parent;
    (above === null ? roots : branches[above]!.branches).push(branch);
  });
  const order = (a: Branch, b: Branch): number =>
    b.node.alert_calls - a.node.alert_calls || b.node.calls - a.node.calls;
  for (const branch of branches) branch.branches.sort(order);
  return roots.sort(order);
}
