package dev.keelson.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkTest {

  @Test
  void ddminLeavesOnlyWhatIsNeeded() {
    List<Integer> items = java.util.stream.IntStream.range(0, 100).boxed().toList();
    assertThat(Shrink.ddmin(items, some -> some.contains(17) && some.contains(83)))
        .containsExactly(17, 83);
  }

  @Test
  void aStaleReadAmongManyOperationsIsThreeOperations() {
    Script script = new Script();
    for (int i = 0; i < 40; i++) {
      script.write(i % 4, i * 10, i * 10 + 5, "v" + i).read(5, i * 10 + 6, i * 10 + 8, "v" + i);
    }
    History history = script.read(6, 500, 510, "v12").history();
    EtcdModel model = new EtcdModel();
    Verdict verdict = Linearizability.check(model, history.operations());
    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    Verdict.Invalid small = Shrink.of(model, history.operations(), (Verdict.Invalid) verdict);
    assertThat(small.operations()).hasSizeLessThanOrEqualTo(4);
    assertThat(small.operations().getLast().client()).isEqualTo(6);
    assertThat(small.stuck()).isPresent();
  }

  @Test
  void aLieInAThousandOperationsIsFoundAndSmall() {
    History history = new SimulatedRun(5, 30, 0, 0.01).run(8, 1_000);
    List<Operation> operations = new ArrayList<>(history.operations());
    for (int i = 700; i < operations.size(); i++) {
      Operation op = operations.get(i);
      if (op.request() instanceof Request.Range range
          && range.keys().isOne()
          && op.response() instanceof Response.Ok ok
          && ok.result() instanceof Result.Ranged ranged
          && ranged.count() == 1) {
        KeyValue kv = ranged.found().getFirst();
        KeyValue lie =
            new KeyValue(
                kv.key(),
                "never written",
                kv.createRevision(),
                kv.modRevision(),
                kv.version(),
                kv.lease());
        operations.set(
            i,
            new Operation(
                op.client(),
                op.invoked(),
                op.completed(),
                op.request(),
                new Response.Ok(ok.revision(), Result.found(lie))));
        break;
      }
    }
    Checks.Report report =
        Checks.ofFreshCluster().run(history.withOperations(operations).withWatches(List.of()));
    Verdict.Invalid small = Shrink.of(new EtcdModel(), operations, report.invalid().orElseThrow());
    assertThat(small.operations()).hasSizeLessThanOrEqualTo(3);
  }
}
