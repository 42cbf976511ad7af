package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Operation;
import java.util.List;
import java.util.Optional;

/** What a checker found. */
public sealed interface Verdict {

  /**
   * Nothing wrong.
   *
   * @param checked how many operations, events or hashes that rests on
   */
  record Valid(long checked) implements Verdict {
    @Override
    public String toString() {
      return "valid (" + checked + " checked)";
    }
  }

  /**
   * A guarantee is broken.
   *
   * @param rule the guarantee, in a word or two
   * @param explanation one sentence for a person
   * @param operations the fewest operations that show it, as far as the checker knows
   * @param linearized how far an order was found, in that order; empty if none was searched
   * @param stuck the operation that cannot be placed
   * @param evidence lines about what is no operation: events, hashes
   */
  record Invalid(
      String rule,
      String explanation,
      List<Operation> operations,
      List<Operation> linearized,
      Optional<Operation> stuck,
      List<String> evidence)
      implements Verdict {

    public Invalid {
      operations = List.copyOf(operations);
      linearized = List.copyOf(linearized);
      evidence = List.copyOf(evidence);
    }

    static Invalid of(String rule, String explanation, Operation... operations) {
      return of(rule, explanation, List.of(operations));
    }

    /** The last operation is the one that is wrong in the light of the others. */
    static Invalid of(String rule, String explanation, List<Operation> operations) {
      Optional<Operation> stuck =
          operations.isEmpty() ? Optional.empty() : Optional.of(operations.getLast());
      return new Invalid(rule, explanation, operations, List.of(), stuck, List.of());
    }

    static Invalid of(
        String rule, String explanation, List<Operation> operations, List<String> evidence) {
      Invalid bare = of(rule, explanation, operations);
      return new Invalid(rule, explanation, operations, List.of(), bare.stuck, evidence);
    }

    @Override
    public String toString() {
      return "INVALID " + rule + ": " + explanation;
    }
  }

  /**
   * The search was given up: neither valid nor invalid.
   *
   * @param reason which bound was hit
   */
  record Undecided(String reason, long checked) implements Verdict {
    @Override
    public String toString() {
      return "UNDECIDED: " + reason;
    }
  }
}
