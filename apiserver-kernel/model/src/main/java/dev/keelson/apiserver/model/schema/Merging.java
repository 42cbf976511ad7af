package dev.keelson.apiserver.model.schema;

import java.util.List;

/**
 * How patches treat a list, map or object.
 *
 * @param listType of {@code x-kubernetes-list-type}, for server-side apply
 * @param listMapKeys of {@code x-kubernetes-list-map-keys}; empty unless listType is MAP
 * @param isAtomic of {@code x-kubernetes-map-type: atomic} or an atomic struct: replaced as a whole
 *     by server-side apply
 * @param patchMergeKey of {@code x-kubernetes-patch-merge-key}, for strategic merge; "" if none
 * @param patchStrategies of {@code x-kubernetes-patch-strategy}: merge, replace, retainKeys
 */
public record Merging(
    ListType listType,
    List<String> listMapKeys,
    boolean isAtomic,
    String patchMergeKey,
    List<String> patchStrategies) {
  public enum ListType {
    /** Not a list, or nothing said: server-side apply takes it as atomic. */
    UNSPECIFIED,
    ATOMIC,
    SET,
    MAP
  }

  public static final Merging NONE =
      new Merging(ListType.UNSPECIFIED, List.of(), false, "", List.of());

  public Merging {
    listMapKeys = List.copyOf(listMapKeys);
    patchStrategies = List.copyOf(patchStrategies);
  }

  public boolean mergesByStrategy() {
    return patchStrategies.contains("merge");
  }

  public boolean retainsKeys() {
    return patchStrategies.contains("retainKeys");
  }
}
