package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.ApiStatus;
import java.util.ArrayList;
import java.util.List;

/** Others own what the apply would change, and it does not force. Carries no stack. */
public final class ApplyConflict extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Conflict> conflicts;

  ApplyConflict(List<Conflict> conflicts) {
    super(message(conflicts), null, false, false);
    this.conflicts = List.copyOf(conflicts);
  }

  /** At least one, by owner. */
  public List<Conflict> conflicts() {
    return conflicts;
  }

  private static String message(List<Conflict> conflicts) {
    int count = conflicts.stream().mapToInt(each -> each.fieldPaths().size()).sum();
    if (count == 1) {
      Conflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with %s: %s"
          .formatted(only.owner(), only.fieldPaths().getFirst());
    }
    List<String> lines = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      lines.add("conflicts with " + conflict.owner() + ":");
      conflict.fieldPaths().forEach(path -> lines.add("- " + path));
    }
    return "Apply failed with %d conflicts: %s".formatted(count, String.join("\n", lines));
  }

  /** 409, with a cause for each field. */
  public ApiStatus status() {
    List<ApiStatus.Cause> causes = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      for (String path : conflict.fieldPaths()) {
        causes.add(
            new ApiStatus.Cause("FieldManagerConflict", "conflict with " + conflict.owner(), path));
      }
    }
    return ApiStatus.of(409, "Conflict", String.valueOf(getMessage())).withCauses(causes);
  }
}
