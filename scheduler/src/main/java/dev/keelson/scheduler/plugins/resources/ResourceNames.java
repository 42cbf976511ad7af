package dev.keelson.scheduler.plugins.resources;

/** What kinds of resource names there are. */
final class ResourceNames {
  private ResourceNames() {}

  /** Of a device plugin or the like: {@code example.com/gpu}. */
  static boolean isExtended(String name) {
    return name.indexOf('/') >= 0
        && !name.contains("kubernetes.io/")
        && !name.startsWith("requests.");
  }

  /** Counted by name, neither CPU, memory nor ephemeral storage; other names count nothing. */
  static boolean isScalar(String name) {
    return isExtended(name)
        || name.startsWith("hugepages-")
        || name.contains("kubernetes.io/")
        || name.startsWith("attachable-volumes-");
  }
}
