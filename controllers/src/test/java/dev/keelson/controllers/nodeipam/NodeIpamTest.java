package dev.keelson.controllers.nodeipam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.cluster.Bench;
import dev.keelson.controllers.node.NodeView;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeIpamTest {
  @Test
  void nodesThatHaveRangesKeepThemAndOthersGetTheRest() {
    Map<String, String> flags =
        Map.of("allocate-node-cidrs", "true", "cluster-cidr", "10.1.0.0/23");
    try (Bench bench = Bench.open(flags)) {
      bench.create(
          "v1",
          "nodes",
          """
          apiVersion: v1
          kind: Node
          metadata: {name: old}
          spec: {podCIDR: 10.1.0.0/24, podCIDRs: [10.1.0.0/24]}
          """);
      bench.run(NodeIpam.KIND);
      bench.create("v1", "nodes", "{apiVersion: v1, kind: Node, metadata: {name: new}}");
      bench.await("v1", "nodes", "", "new", each -> !new NodeView(each).podCidrs().isEmpty());
      assertThat(new NodeView(bench.get("v1", "nodes", "", "new")).podCidrs())
          .containsExactly("10.1.1.0/24");
      bench.create("v1", "nodes", "{apiVersion: v1, kind: Node, metadata: {name: late}}");
      bench.stepUntil(
          "no range is left",
          each -> each.hasEvent("CIDRNotAvailable", "Node late status is now: CIDRNotAvailable"));
    }
  }

  @Test
  void aNodeWithoutARangeIsToldOfOnceAndGetsTheFirstThatIsGivenBack() {
    Map<String, String> flags =
        Map.of("allocate-node-cidrs", "true", "cluster-cidr", "10.1.0.0/24");
    try (Bench bench = Bench.open(flags)) {
      bench.run(NodeIpam.KIND);
      bench.create("v1", "nodes", "{apiVersion: v1, kind: Node, metadata: {name: old}}");
      bench.await("v1", "nodes", "", "old", each -> !new NodeView(each).podCidrs().isEmpty());
      bench.create("v1", "nodes", "{apiVersion: v1, kind: Node, metadata: {name: late}}");
      String text = "Node late status is now: CIDRNotAvailable";
      bench.stepUntil("no range is left", each -> each.hasEvent("CIDRNotAvailable", text));
      for (int i = 0; i < 20; i++) {
        bench
            .client()
            .resource("v1", "nodes")
            .patch(
                new ObjectName("", "late"),
                PatchType.MERGE,
                "{\"metadata\":{\"labels\":{\"turn\":\"%d\"}}}".formatted(i).getBytes(UTF_8));
      }
      bench.awaitSeen(
          bench.context().informers().of("v1", "nodes"),
          "late",
          each -> "19".equals(each.labels().get("turn")));
      assertThat(bench.events).hasSize(1);
      bench.client().resource("v1", "nodes").delete(new ObjectName("", "old"));
      bench.await("v1", "nodes", "", "late", each -> !new NodeView(each).podCidrs().isEmpty());
      assertThat(bench.events).hasSize(1);
    }
  }
}
