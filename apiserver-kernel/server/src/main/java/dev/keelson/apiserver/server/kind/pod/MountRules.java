package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a container mounts volumes, and which it sees as devices. */
final class MountRules {
  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> RECURSIONS = List.of("Disabled", "Enabled", "IfPossible");

  private MountRules() {}

  static void mounts(Located container, PodScope scope) {
    List<Located> mounts = container.each("volumeMounts");
    if (mounts.isEmpty()) {
      return;
    }
    Map<String, String> devices = byName(container, "volumeDevices", "devicePath");
    Set<String> paths = new HashSet<>();
    Located list = container.in("volumeMounts");
    for (Located mount : mounts) {
      String name = mount.text("name");
      String path = mount.text("mountPath");
      mount.needsText("name");
      if (!scope.volumes().containsKey(name)) {
        mount.errors().notFound(mount.path("name"), name);
      }
      mount.needsText("mountPath");
      if (!paths.add(path)) {
        mount.invalid("mountPath", path, "must be unique");
      }
      if (devices.containsKey(name)) {
        mount.invalid("name", "must not already exist in volumeDevices");
      }
      if (devices.containsValue(path)) {
        mount.invalid("mountPath", path, "must not already exist as a path in volumeDevices");
      }
      options(mount, list.holding(mount.json()), container);
    }
  }

  /** Errors of these name the list and not the mount, as upstream's do. */
  private static void options(Located mount, Located inList, Located container) {
    inList.formIfAny("subPath", Forms::descendingPath);
    if (!mount.text("subPathExpr").isEmpty()) {
      if (!mount.text("subPath").isEmpty()) {
        mount.invalid("subPathExpr", "subPathExpr and subPath are mutually exclusive");
      }
      inList.form("subPathExpr", Forms::descendingPath);
    }
    if (mount.has("mountPropagation")) {
      inList.oneOf("mountPropagation", PROPAGATIONS);
      if (mount.text("mountPropagation").equals("Bidirectional")
          && !container.in("securityContext").isTrue("privileged")) {
        inList.forbidden(
            "mountPropagation",
            "Bidirectional mount propagation is available only to privileged containers");
      }
    }
    recursiveReadOnly(mount, inList);
  }

  private static void recursiveReadOnly(Located mount, Located inList) {
    switch (mount.text("recursiveReadOnly")) {
      case "", "Disabled" -> {}
      case "Enabled", "IfPossible" -> {
        if (!mount.isTrue("readOnly")) {
          inList.forbidden("recursiveReadOnly", "may only be specified when readOnly is true");
        }
        if (mount.has("mountPropagation") && !mount.text("mountPropagation").equals("None")) {
          inList.forbidden(
              "recursiveReadOnly",
              "may only be specified when mountPropagation is None or not specified");
        }
      }
      default -> inList.notSupported("recursiveReadOnly", RECURSIONS);
    }
  }

  static void devices(Located container, PodScope scope) {
    List<Located> devices = container.each("volumeDevices");
    if (devices.isEmpty()) {
      return;
    }
    Map<String, String> mounts = byName(container, "volumeMounts", "mountPath");
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (Located device : devices) {
      String name = device.text("name");
      String path = device.text("devicePath");
      device.needsText("name");
      if (names.contains(name)) {
        device.invalid("name", "must be unique");
      }
      JsonObject volume = scope.volumes().get(name);
      if (volume == null) {
        device.errors().notFound(device.path("name"), name);
      } else if (!volume.isSet("persistentVolumeClaim") && !volume.isSet("ephemeral")) {
        device.invalid(
            "name",
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      device.needsText("devicePath");
      if (paths.contains(path)) {
        device.invalid("devicePath", path, "must be unique");
      }
      if (!Forms.noBacksteps(path).isEmpty()) {
        device.invalid("devicePath", "can not contain backsteps ('..')");
      } else {
        paths.add(path);
      }
      if (mounts.containsKey(name)) {
        device.invalid("name", "must not already exist in volumeMounts");
      }
      if (mounts.containsValue(path)) {
        device.invalid("devicePath", path, "must not already exist as a path in volumeMounts");
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
  }

  private static Map<String, String> byName(Located container, String list, String path) {
    Map<String, String> byName = new HashMap<>();
    container
        .json()
        .array(list)
        .objects()
        .forEach(each -> byName.put(each.text("name"), each.text(path)));
    return byName;
  }
}
