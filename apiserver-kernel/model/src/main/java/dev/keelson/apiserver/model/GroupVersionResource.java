package dev.keelson.apiserver.model;

/** {@code resource} is the plural name in the path: {@code deployments}. */
public record GroupVersionResource(String group, String version, String resource) {
  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  /** As upstream's messages print it: {@code deployments.apps}, {@code pods}. */
  public String groupResource() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
