package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import java.util.List;

/** What may have taken a revision that no answer names. */
sealed interface Filler {

  /** A write whose outcome is unknown; or a revocation, whose answer does not tell its revision. */
  record Call(int number, Operation operation) implements Filler {

    /** The latest revision it may have taken. */
    long latest() {
      return operation.response() instanceof Response.Ok ok ? ok.revision() : Long.MAX_VALUE;
    }

    List<Keys> touched() {
      return Semantics.touched(operation.request());
    }

    /** Whether it could write this to the key: it need not hold in the present state. */
    boolean mayCause(Evidence.Fact fact) {
      return mayCause(operation.request(), fact);
    }

    private static boolean mayCause(Request request, Evidence.Fact fact) {
      return switch (request) {
        case Request.Put put ->
            put.key().equals(fact.key())
                && fact.kv().filter(kv -> kv.value().equals(put.value())).isPresent();
        case Request.Delete delete -> fact.kv().isEmpty() && delete.keys().contains(fact.key());
        case Request.Txn txn ->
            txn.then().stream().anyMatch(action -> mayCause(action, fact))
                || txn.otherwise().stream().anyMatch(action -> mayCause(action, fact));
        case Request.LeaseRevoke _ -> fact.kv().isEmpty();
        default -> false;
      };
    }
  }

  /** A lease ran out. */
  record Expiry(long lease) implements Filler {}

  /** Somebody who is not in the history. */
  record Other() implements Filler {}
}
