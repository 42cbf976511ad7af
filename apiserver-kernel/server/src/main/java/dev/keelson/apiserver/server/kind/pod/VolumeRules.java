package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Volumes of pods: each has a name of its own and one source. */
final class VolumeRules {
  private static final String WRONG_MODE =
      "must be a number between 0 and 0777 (octal), both inclusive";

  /** Paths in which upstream's messages say something else than the field's name. */
  private static final Map<String, String> PATH_OF_SECOND =
      Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

  private VolumeRules() {}

  /**
   * @param podName "" in a template
   * @return those without errors, by name
   */
  static Map<String, JsonObject> check(Located spec, String podName, boolean isPod) {
    List<Located> volumes = spec.each("volumes");
    if (volumes.isEmpty()) {
      return Map.of();
    }
    Set<String> created = claimsCreated(volumes, podName);
    Map<String, JsonObject> good = HashMap.newHashMap(volumes.size());
    FieldErrors errors = spec.errors();
    for (Located volume : volumes) {
      int before = errors.count();
      source(volume, podName, isPod);
      String name = volume.text("name");
      if (volume.needsText("name")) {
        volume.form("name", Names::label1123);
      }
      if (good.containsKey(name)) {
        errors.duplicate(volume.path("name"), name);
      }
      if (errors.count() == before) {
        good.put(name, volume.json());
      }
      String claim = volume.in("persistentVolumeClaim").text("claimName");
      if (created.contains(claim)) {
        volume
            .in("persistentVolumeClaim")
            .invalid(
                "claimName", "must not reference a PVC that gets created for an ephemeral volume");
      }
    }
    return good;
  }

  private static Set<String> claimsCreated(List<Located> volumes, String podName) {
    Set<String> created = new HashSet<>();
    if (!podName.isEmpty()) {
      for (Located volume : volumes) {
        if (volume.has("ephemeral")) {
          created.add(podName + "-" + volume.text("name"));
        }
      }
    }
    return created;
  }

  private static void source(Located volume, String podName, boolean isPod) {
    List<String> sources = VolumeSources.of(volume.json());
    if (sources.isEmpty()) {
      volume.errors().required(volume.path(), "must specify a volume type");
      return;
    }
    for (int i = 0; i < sources.size(); i++) {
      String kind = sources.get(i);
      if (i > 0) {
        volume.forbidden(
            PATH_OF_SECOND.getOrDefault(kind, kind), "may not specify more than 1 volume type");
      } else {
        source(kind, volume.in(kind), volume, podName, isPod);
      }
    }
  }

  private static void source(
      String kind, Located source, Located volume, String podName, boolean isPod) {
    switch (kind) {
      case "emptyDir" -> {
        if (source.text("sizeLimit").startsWith("-")) {
          source.forbidden("sizeLimit", "SizeLimit field must be a valid resource quantity");
        }
      }
      case "hostPath" -> hostPath(source);
      case "secret" -> keyed(source, "secretName");
      case "configMap" -> keyed(source, "name");
      case "downwardAPI" -> {
        mode(source, "defaultMode");
        source.each("items").forEach(file -> DownwardRules.file(file, source));
      }
      case "persistentVolumeClaim" -> source.needsText("claimName");
      case "projected" -> ProjectionRules.check(source);
      case "csi" -> csi(source);
      case "ephemeral" -> ephemeral(source, volume, podName);
      case "image" -> {
        if (isPod) {
          source.needsText("reference");
        }
        ContainerRules.pullPolicy(source, "pullPolicy");
      }
      case "nfs" -> {
        source.needsText("server");
        source.needsText("path");
        if (!source.text("path").startsWith("/")) {
          source.invalid("path", source.text("path"), "must be an absolute path");
        }
      }
      default -> VendorVolumeRules.check(kind, source, volume);
    }
  }

  private static void hostPath(Located source) {
    if (source.needsText("path")) {
      source.form("path", Forms::noBacksteps);
      source.oneOf(
          "type",
          List.of(
              "",
              "BlockDevice",
              "CharDevice",
              "Directory",
              "DirectoryOrCreate",
              "File",
              "FileOrCreate",
              "Socket"));
    }
  }

  private static void keyed(Located source, String name) {
    source.needsText(name);
    mode(source, "defaultMode");
    source.each("items").forEach(VolumeRules::keyToPath);
  }

  static void keyToPath(Located item) {
    item.needsText("key");
    item.needsText("path");
    item.form("path", Forms::filePath);
    mode(item, "mode");
  }

  static void mode(Located holder, String name) {
    if (holder.get(name) instanceof JsonLong(long mode) && (mode < 0 || mode > 0777)) {
      holder.invalid(name, WRONG_MODE);
    }
  }

  private static void csi(Located source) {
    if (source.needsText("driver")) {
      String driver = source.text("driver");
      if (driver.length() > 63) {
        source.errors().tooLong(source.path("driver"), 63);
      }
      source.form("driver", text -> Names.subdomain1123(text.toLowerCase(Locale.ROOT)));
    }
    if (source.has("nodePublishSecretRef")) {
      Located secret = source.in("nodePublishSecretRef");
      if (secret.needsText("name")) {
        for (String message : Names.subdomain1123(secret.text("name"))) {
          source.invalid("name", secret.text("name"), message);
        }
      }
    }
  }

  private static void ephemeral(Located source, Located volume, String podName) {
    if (!source.has("volumeClaimTemplate")) {
      source.required("volumeClaimTemplate");
    } else {
      ClaimRules.template(source.in("volumeClaimTemplate"));
    }
    String name = volume.text("name");
    if (!podName.isEmpty() && !name.isEmpty()) {
      String claim = podName + "-" + name;
      for (String message : Names.subdomain1123(claim)) {
        volume.invalid("name", name, "PVC name \"" + claim + "\": " + message);
      }
    }
  }
}
