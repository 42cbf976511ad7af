package dev.keelson.controllers.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one pass over a namespace met with. One thread. */
final class DeletionReport {
  private final List<Remains> remains = new ArrayList<>();
  private final List<String> contentErrors = new ArrayList<>();
  private String discoveryError = "";
  private long estimate;

  void discoveryFailed(String message) {
    discoveryError = message;
  }

  void contentFailed(String message) {
    contentErrors.add(message);
  }

  void add(Remains each) {
    estimate = Math.max(estimate, each.estimate());
    if (each.count() > 0) {
      remains.add(each);
    }
  }

  boolean hasErrors() {
    return !contentErrors.isEmpty() || !discoveryError.isEmpty();
  }

  boolean isEmpty() {
    return remains.isEmpty() && estimate == 0;
  }

  /** Seconds. */
  long estimate() {
    return estimate;
  }

  String errors() {
    List<String> all = new ArrayList<>(contentErrors);
    if (!discoveryError.isEmpty()) {
      all.addFirst(discoveryError);
    }
    return String.join(", ", all);
  }

  /**
   * The conditions that do not hold as they should, by type.
   *
   * @param isComplete whether the pass went over everything; what remains is only told then
   */
  List<NamespaceCondition> troubles(boolean isComplete) {
    List<NamespaceCondition> found = new ArrayList<>();
    if (!discoveryError.isEmpty()) {
      found.add(
          NamespaceCondition.trouble(
              NamespaceCondition.DISCOVERY, "DiscoveryFailed", discoveryError));
    }
    if (!contentErrors.isEmpty()) {
      String each = contentErrors.stream().sorted().collect(Collectors.joining(", "));
      found.add(
          NamespaceCondition.trouble(
              NamespaceCondition.CONTENT,
              "ContentDeletionFailed",
              "Failed to delete all resource types, %d remaining: %s"
                  .formatted(contentErrors.size(), each)));
    }
    if (isComplete && !remains.isEmpty()) {
      found.add(contentRemaining());
      finalizersRemaining().ifPresent(found::add);
    }
    return found;
  }

  private NamespaceCondition contentRemaining() {
    String each =
        remains.stream()
            .map(
                left ->
                    "%s.%s has %d resource instances"
                        .formatted(
                            left.resource().resource(), left.resource().group(), left.count()))
            .sorted()
            .collect(Collectors.joining(", "));
    return NamespaceCondition.trouble(
        NamespaceCondition.REMAINING,
        "SomeResourcesRemain",
        "Some resources are remaining: " + each);
  }

  private Optional<NamespaceCondition> finalizersRemaining() {
    Map<String, Integer> counts = new TreeMap<>();
    remains.forEach(
        left ->
            left.byFinalizer().forEach((name, count) -> counts.merge(name, count, Math::addExact)));
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    String each =
        counts.entrySet().stream()
            .map(entry -> "%s in %d resource instances".formatted(entry.getKey(), entry.getValue()))
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of(
        NamespaceCondition.trouble(
            NamespaceCondition.FINALIZERS,
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: " + each));
  }
}
