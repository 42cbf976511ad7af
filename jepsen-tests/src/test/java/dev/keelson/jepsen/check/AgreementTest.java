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
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The checkers against all permutations: what a linearizable store did is always valid, and of what
 * was tampered with all say the same.
 */
class AgreementTest {

  @Property(tries = 400)
  void whatALinearizableStoreDidIsValid(@ForAll long seed) {
    History history = new SimulatedRun(seed, 4, 0, 0.05).run(5, 120);
    Checks.Report report = Checks.ofFreshCluster().run(history);
    assertThat(report.isValid()).as(report.toString()).isTrue();
    assertThat(Linearizability.check(new EtcdModel(), history.operations()))
        .isInstanceOf(Verdict.Valid.class);
  }

  @Property(tries = 300)
  void valuesMayRepeat(@ForAll long seed) {
    History history = new SimulatedRun(seed, 2, 2, 0.1).run(4, 40);
    Checks.Report report = Checks.ofFreshCluster().run(history);
    assertThat(report.invalid()).as(report.toString()).isEmpty();
  }

  @Property(tries = 3000)
  void theSearchAgreesWithAllPermutations(@ForAll long seed) {
    // revisions are not compared across parts: so one key with them, or two without
    boolean plain = seed % 2 == 0;
    List<Operation> operations = tampered(seed, plain ? 2 : 1, plain);
    EtcdModel model = new EtcdModel();
    assertThat(Linearizability.check(model, operations) instanceof Verdict.Valid)
        .isEqualTo(permute(model, model.initial(), List.of(), operations));
  }

  @Property(tries = 3000)
  void theRevisionOrderAgreesWithAllPermutations(@ForAll long seed) {
    List<Operation> operations = tampered(seed, 2, false);
    Verdict verdict = RevisionOrder.check(History.of(operations), Start.fresh()).verdict();
    assertThat(verdict).isNotInstanceOf(Verdict.Undecided.class);
    DenseModel model = new DenseModel();
    assertThat(verdict instanceof Verdict.Valid)
        .as(verdict + " of " + operations)
        .isEqualTo(permute(model, model.initial(), List.of(), operations));
  }

  /** Tries every order that time allows, with and without each unknown operation. */
  private static <S> boolean permute(
      Model<S> model, S state, List<Operation> placed, List<Operation> open) {
    long end = open.stream().mapToLong(Operation::deadline).min().orElse(Operation.NEVER);
    if (end == Operation.NEVER) {
      return true;
    }
    for (Operation next : open) {
      if (next.invoked() <= end) {
        List<Operation> rest = new ArrayList<>(open);
        rest.remove(next);
        for (S after : model.step(state, next)) {
          if (permute(model, after, placed, rest)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A small history of the simulated store in which something may have been changed. */
  private static List<Operation> tampered(long seed, int keys, boolean plain) {
    SplittableRandom random = new SplittableRandom(seed);
    History history = new SimulatedRun(random.nextLong(), keys, plain ? 2 : 3, 0.15).run(3, 8);
    List<Operation> operations = new ArrayList<>(history.operations());
    if (plain) {
      operations.replaceAll(AgreementTest::withoutRevisions);
    }
    for (int i = random.nextInt(3); i > 0 && !operations.isEmpty(); i--) {
      int at = random.nextInt(operations.size());
      Operation op = operations.get(at);
      switch (random.nextInt(4)) {
        case 0 -> operations.remove(at);
        case 1 ->
            operations.set(at, answered(op, operations.get(random.nextInt(operations.size()))));
        case 2 -> operations.set(at, moved(op, random.nextInt(-3000, 3000)));
        default -> operations.set(at, shifted(op, random.nextInt(-2, 3)));
      }
    }
    return History.of(operations).operations();
  }

  private static Operation withoutRevisions(Operation op) {
    return op.response() instanceof Response.Ok ok
        ? answer(op, new Response.Ok(0, withoutRevisions(ok.result())))
        : op;
  }

  private static Result withoutRevisions(Result result) {
    return switch (result) {
      case Result.Ranged r ->
          new Result.Ranged(
              r.found().stream().map(AgreementTest::withoutRevisions).toList(),
              r.count(),
              r.more());
      case Result.Deleted d -> Result.deleted(d.count());
      case Result.Decided d ->
          new Result.Decided(
              d.succeeded(), d.results().stream().map(AgreementTest::withoutRevisions).toList());
      default -> result;
    };
  }

  private static KeyValue withoutRevisions(KeyValue kv) {
    return KeyValue.plain(kv.key(), kv.value());
  }

  private static Operation answer(Operation op, Response response) {
    return new Operation(op.client(), op.invoked(), op.completed(), op.request(), response);
  }

  private static Operation answered(Operation op, Operation other) {
    return op.request().getClass() == other.request().getClass()
        ? answer(op, other.response())
        : op;
  }

  private static Operation moved(Operation op, long nanos) {
    return new Operation(
        op.client(), op.invoked() + nanos, op.completed() + nanos, op.request(), op.response());
  }

  private static Operation shifted(Operation op, long revisions) {
    return op.response() instanceof Response.Ok ok && ok.revision() + revisions > 1
        ? answer(op, new Response.Ok(ok.revision() + revisions, ok.result()))
        : op;
  }

  /**
   * etcd as one object: every write takes the next revision, every answer names the present one.
   */
  private static final class DenseModel implements Model<DenseModel.State> {

    record State(long revision, NavigableMap<String, KeyValue> keys) {}

    @Override
    public State initial() {
      return new State(1, new TreeMap<>());
    }

    @Override
    public List<State> step(State state, Operation op) {
      long next = state.revision() + 1;
      Semantics.Effect effect =
          switch (op.request()) {
            case Request.Action action -> Semantics.run(state.keys(), action, next);
            case Request.Txn txn ->
                Semantics.branch(
                    state.keys(),
                    Semantics.holds(state.keys(), txn.compares()) == Semantics.Truth.YES,
                    txn,
                    next);
            default -> throw new IllegalStateException("not simulated: " + op);
          };
      long revision = effect.changes().isEmpty() ? state.revision() : next;
      if (op.response() instanceof Response.Ok ok
          && (ok.revision() != revision || !Semantics.agrees(effect.result(), ok.result()))) {
        return List.of();
      }
      NavigableMap<String, KeyValue> keys = new TreeMap<>(state.keys());
      Semantics.apply(keys, effect.changes());
      return List.of(new State(revision, keys));
    }
  }
}
