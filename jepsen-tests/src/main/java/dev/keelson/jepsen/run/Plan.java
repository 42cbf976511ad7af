package dev.keelson.jepsen.run;

import dev.keelson.jepsen.fault.Fault;
import dev.keelson.jepsen.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which rows are run, in which order, and which faults are left out for what reason.
 *
 * @param leftOut reason by name of the fault
 */
record Plan(List<Row> rows, Map<String, String> leftOut) {

  /** One workload under one fault, by name. */
  record Row(String workload, String fault) {
    @Override
    public String toString() {
      return workload + " × " + fault;
    }
  }

  /** Every workload, and every kind of fault that a machine without privileges has too. */
  private static final List<Row> SHORT =
      List.of(
          new Row("register", "restart"),
          new Row("bank", "kill-all"),
          new Row("watch", "kill"),
          new Row("append", "pause"),
          new Row("lock", "kill"),
          new Row("kubernetes", "maintenance"),
          new Row("register", "partition-halves"),
          new Row("watch", "partition-one-way"),
          new Row("append", "kill-all"));

  /** What stands for a fault of the short list that does not work here. */
  private static final String INSTEAD = "pause";

  Plan {
    rows = List.copyOf(rows);
  }

  /**
   * @param impossible why a fault cannot be done here; empty if it can
   * @throws UsageProblem a name that nothing begins with
   */
  static Plan of(Options options, Function<Fault, Optional<String>> impossible) {
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Fault fault : Fault.all()) {
      impossible.apply(fault).ifPresent(why -> leftOut.put(fault.name(), why));
    }
    if (options.shortList()) {
      List<Row> rows =
          SHORT.stream()
              .map(row -> leftOut.containsKey(row.fault()) ? new Row(row.workload(), INSTEAD) : row)
              .distinct()
              .toList();
      leftOut.keySet().removeIf(fault -> SHORT.stream().noneMatch(r -> r.fault().equals(fault)));
      return new Plan(rows, leftOut);
    }
    List<String> workloads =
        chosen(
            "workload", options.workloads(), Workload.all().stream().map(Workload::name).toList());
    List<String> faults =
        chosen("fault", options.faults(), Fault.all().stream().map(Fault::name).toList());
    leftOut.keySet().retainAll(faults);
    List<Row> rows = new ArrayList<>();
    for (String workload : workloads) {
      for (String fault : faults) {
        if (!leftOut.containsKey(fault)) {
          rows.add(new Row(workload, fault));
        }
      }
    }
    return new Plan(rows, leftOut);
  }

  /** An exact name means that one alone; else everything that begins so. */
  private static List<String> chosen(String what, List<String> wanted, List<String> known) {
    if (wanted.isEmpty()) {
      return known;
    }
    List<String> found = new ArrayList<>();
    for (String word : wanted) {
      List<String> matching =
          known.contains(word)
              ? List.of(word)
              : known.stream().filter(name -> !word.isEmpty() && name.startsWith(word)).toList();
      if (matching.isEmpty()) {
        throw new UsageProblem(
            "--" + what + " " + word + ": there are " + String.join(", ", known));
      }
      found.addAll(matching);
    }
    return found.stream().distinct().toList();
  }
}
