import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { AutotaskTable } from './autotask-table.tsx';
import { Switches } from './switches.tsx';
import { useWorld } from './use-world.ts';
import { XeroTable } from './xero-table.tsx';

/** What the people in Slack cannot see from there: the other two systems, and ways to make them misbehave. */
export function WorldPanel({ revision, onClose }: { revision: number; onClose(): void }) {
  const world = useWorld(revision);
  return (
    <aside className="panel world" aria-label="The world outside">
      <header className="bar">
        <h2>The world outside</h2>
        <Button className="button icon" aria-label="Close the world outside" onPress={onClose}>
          ✕
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long panel scrolls, and must do so by keyboard */}
      <section className="panel-body" tabIndex={0} aria-label="What is in Autotask and Xero">
        <Tabs className="tabs">
          <TabList aria-label="System" className="tab-list">
            <Tab id="xero">Xero ({world.xero.length})</Tab>
            <Tab id="autotask">Autotask ({world.autotask.length})</Tab>
          </TabList>
          <TabPanel id="xero" className="world-tab">
            <XeroTable rows={world.xero} />
          </TabPanel>
          <TabPanel id="autotask" className="world-tab">
            <AutotaskTable rows={world.autotask} />
          </TabPanel>
        </Tabs>
        <Switches world={world} />
      </section>
    </aside>
  );
}
