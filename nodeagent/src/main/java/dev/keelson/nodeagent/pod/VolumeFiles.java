package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the volumes that a pod's containers write: those of emptyDirs live as long as the
 * pod, those of host paths and claims as long as its node. A container finds what lay there when it
 * began, and leaves what it changed when it ends. Written by its pod's thread only.
 */
final class VolumeFiles {
  private final PodPlace place;

  /** Of emptyDirs: {@code /volume/path} to content. */
  private volatile Map<String, String> own = Map.of();

  VolumeFiles(PodPlace place) {
    this.place = place;
  }

  /** Where a volume's files lie: in a directory of the node, or else in one of the pod. */
  private record Root(boolean isNodes, String directory) {}

  private static Optional<Root> root(PodView pod, JsonObject mount) {
    String name = mount.text("name");
    String within = mount.text("subPath").isEmpty() ? "" : "/" + mount.text("subPath");
    return pod.volume(name)
        .flatMap(
            volume -> {
              if (volume.isSet("emptyDir")) {
                return Optional.of(new Root(false, "/" + name + within));
              }
              if (volume.isSet("hostPath")) {
                return Optional.of(new Root(true, volume.object("hostPath").text("path") + within));
              }
              String claim = volume.object("persistentVolumeClaim").text("claimName");
              if (volume.isSet("ephemeral")) {
                claim = pod.name() + "-" + name;
              }
              return claim.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Root(true, claimed(pod, claim) + within));
            });
  }

  private static String claimed(PodView pod, String claim) {
    return "/var/lib/kubelet/claims/" + pod.namespace() + "/" + claim;
  }

  /** By the paths under which the container has them. */
  Map<String, String> seenBy(PodView pod, ContainerSpec spec) {
    Map<String, String> seen = new HashMap<>();
    for (JsonObject mount : spec.mounts()) {
      root(pod, mount)
          .ifPresent(
              root ->
                  beneath(
                          root.directory(),
                          root.isNodes() ? place.hostFiles(root.directory()) : own)
                      .forEach((path, text) -> seen.put(mount.text("mountPath") + path, text)));
    }
    return seen.isEmpty() ? Map.of() : seen;
  }

  private static Map<String, String> beneath(String directory, Map<String, String> files) {
    Map<String, String> found = new HashMap<>();
    files.forEach(
        (path, text) -> {
          if (path.equals(directory) || path.startsWith(directory + "/")) {
            found.put(path.substring(directory.length()), text);
          }
        });
    return found;
  }

  /** What the container changed from {@code before} to {@code after}. */
  void keep(
      PodView pod, ContainerSpec spec, Map<String, String> before, Map<String, String> after) {
    List<JsonObject> mounts = spec.mounts();
    Map<String, Optional<String>> changes = new FileChanges(before, after).all();
    changes.forEach(
        (path, content) ->
            innermost(mounts, path)
                .filter(mount -> !mount.isTrue("readOnly"))
                .ifPresent(
                    mount ->
                        root(pod, mount)
                            .ifPresent(
                                root ->
                                    put(
                                        root,
                                        path.substring(mount.text("mountPath").length()),
                                        content))));
  }

  private static Optional<JsonObject> innermost(List<JsonObject> mounts, String path) {
    JsonObject best = JsonObject.EMPTY;
    for (JsonObject mount : mounts) {
      String at = mount.text("mountPath");
      boolean isIn = path.equals(at) || path.startsWith(at + "/");
      if (isIn && at.length() > best.text("mountPath").length()) {
        best = mount;
      }
    }
    return Optional.of(best).filter(found -> !found.isEmpty());
  }

  private void put(Root root, String path, Optional<String> content) {
    String whole = root.directory() + path;
    if (root.isNodes()) {
      place.keepHostFile(whole, content);
      return;
    }
    Map<String, String> all = new HashMap<>(own);
    content.ifPresentOrElse(text -> all.put(whole, text), () -> all.remove(whole));
    own = Map.copyOf(all);
  }
}
