package dev.keelson.apiserver.model.apply;

import java.util.List;

/**
 * What one owner holds that an apply wants to set to something else.
 *
 * @param subresource "" for the object itself
 * @param apiVersion of the owner's last change; "" where it owns by apply
 * @param fieldPaths as messages have them: {@code .spec.containers[name="x"].image}
 */
public record Conflict(
    String manager, String subresource, String apiVersion, List<String> fieldPaths) {
  public Conflict {
    fieldPaths = List.copyOf(fieldPaths);
  }

  /** {@code "kubectl-edit" with subresource "status" using apps/v1}. */
  public String owner() {
    String with = subresource.isEmpty() ? "" : " with subresource " + Values.quote(subresource);
    String using = apiVersion.isEmpty() ? "" : " using " + apiVersion;
    return Values.quote(manager) + with + using;
  }
}
