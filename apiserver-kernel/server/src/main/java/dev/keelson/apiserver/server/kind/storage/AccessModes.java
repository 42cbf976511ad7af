package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Access modes of volumes and claims. */
final class AccessModes {
  private static final String ONE_POD = "ReadWriteOncePod";
  private static final List<String> MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ONE_POD);

  private AccessModes() {}

  static void check(Place spec) {
    List<String> modes = spec.texts("accessModes");
    for (String mode : modes) {
      if (!MODES.contains(mode)) {
        spec.errors().notSupported(spec.child("accessModes"), mode, MODES);
      }
    }
    boolean hasOther =
        modes.stream().anyMatch(mode -> MODES.contains(mode) && !mode.equals(ONE_POD));
    if (modes.contains(ONE_POD) && hasOther) {
      spec.forbidden("accessModes", "may not use ReadWriteOncePod with other access modes");
    }
  }
}
