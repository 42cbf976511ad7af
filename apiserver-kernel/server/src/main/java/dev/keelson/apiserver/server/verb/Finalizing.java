package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.ArrayList;
import java.util.List;

/** What must happen before an object may go: finalizers that a deletion adds or takes away. */
final class Finalizing {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private Finalizing() {}

  /** The object's finalizers as the propagation that was asked for wants them. */
  static List<String> finalizers(ApiObject object, DeleteOptions options) {
    List<String> existing = object.finalizers();
    List<String> wanted = new ArrayList<>(existing);
    wanted.removeAll(List.of(ORPHAN, FOREGROUND));
    if (orphans(object, options)) {
      wanted.add(ORPHAN);
    }
    if (waitsForDependents(existing, options)) {
      wanted.add(FOREGROUND);
    }
    return wanted.size() == existing.size() && existing.containsAll(wanted) ? existing : wanted;
  }

  private static boolean orphans(ApiObject object, DeleteOptions options) {
    if (options.orphanDependents().isPresent()) {
      return options.orphanDependents().get();
    }
    return switch (options.propagation()) {
      case "Orphan" -> true;
      case "Background", "Foreground" -> false;
      default ->
          object.finalizers().contains(ORPHAN)
              || !object.finalizers().contains(FOREGROUND) && orphansByDefault(object.kind());
    };
  }

  private static boolean waitsForDependents(List<String> existing, DeleteOptions options) {
    if (options.orphanDependents().isPresent()) {
      return false;
    }
    return switch (options.propagation()) {
      case "Foreground" -> true;
      case "Orphan", "Background" -> false;
      default -> existing.contains(FOREGROUND);
    };
  }

  /** The two kinds whose strategies still do, for clients of the first years. */
  private static boolean orphansByDefault(GroupVersionKind kind) {
    return kind.kind().equals("ReplicationController") && kind.group().isEmpty()
        || kind.kind().equals("Job") && kind.group().equals("batch");
  }

  /** Whether nothing holds it back any more. */
  static boolean isFree(ApiObject object) {
    return object.finalizers().isEmpty()
        && !(object.tree().text("kind").equals("Namespace")
            && object.tree().text("apiVersion").equals("v1")
            && !object.spec().array("finalizers").isEmpty());
  }
}
