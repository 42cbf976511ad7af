package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of volumes that the API fills: configMap, secret, downwardAPI, projected. Read when
 * somebody looks, so that a thousand pods that nobody looks into ask for no token.
 */
public final class MountedFiles {
  private static final long TOKEN_SECONDS = 3600;

  private final ConfigSource source;
  private final PodView pod;
  private final Environment fields;

  private MountedFiles(ConfigSource source, PodView pod, String podIp, String hostIp) {
    this.source = source;
    this.pod = pod;
    this.fields = Environment.fields(source, pod, podIp, hostIp);
  }

  /** As they are now; what is missing is left out. */
  public static Map<String, String> atHand(ConfigSource source, PodView pod, ContainerSpec spec) {
    try {
      String podIp = pod.status().text("podIP");
      MountedFiles all = new MountedFiles(source, pod, podIp, pod.status().text("hostIP"));
      return all.of(spec, "/");
    } catch (ConfigMissing _) {
      return Map.of();
    }
  }

  /**
   * Those that a container may read whose spec is all that is known of it: where neither its
   * command nor its variables name a mount's first directory, nothing reads there.
   *
   * @throws ConfigMissing something named is not there
   */
  static Map<String, String> named(
      ConfigSource source, PodView pod, ContainerSpec spec, String podIp, String hostIp) {
    String text = spec.tree().without("volumeMounts").toJson();
    return new MountedFiles(source, pod, podIp, hostIp).of(spec, text);
  }

  private Map<String, String> of(ContainerSpec spec, String text) {
    Map<String, String> all = new HashMap<>();
    for (JsonObject mount : spec.mounts()) {
      String path = mount.text("mountPath");
      int second = path.indexOf('/', 1);
      if (text.equals("/") || text.contains(second < 0 ? path : path.substring(0, second))) {
        pod.volume(mount.text("name")).ifPresent(volume -> place(volume(volume), mount, all));
      }
    }
    return all.isEmpty() ? Map.of() : all;
  }

  private static void place(Map<String, String> files, JsonObject mount, Map<String, String> to) {
    String path = mount.text("mountPath");
    String within = mount.text("subPath");
    files.forEach(
        (name, text) -> {
          if (within.isEmpty()) {
            to.put(path + "/" + name, text);
          } else if (name.equals(within)) {
            to.put(path, text);
          } else if (name.startsWith(within + "/")) {
            to.put(path + name.substring(within.length()), text);
          }
        });
  }

  /** By path within it. */
  private Map<String, String> volume(JsonObject volume) {
    Map<String, String> files = new HashMap<>();
    if (volume.isSet("configMap")) {
      configMap(volume.object("configMap"), files);
    } else if (volume.isSet("secret")) {
      secret(volume.object("secret"), "secretName", files);
    } else if (volume.isSet("downwardAPI")) {
      downward(volume.object("downwardAPI"), files);
    } else {
      volume
          .object("projected")
          .array("sources")
          .objects()
          .forEach(
              each -> {
                configMap(each.object("configMap"), files);
                secret(each.object("secret"), "name", files);
                downward(each.object("downwardAPI"), files);
                token(each.object("serviceAccountToken"), files);
              });
    }
    return files;
  }

  private void configMap(JsonObject reference, Map<String, String> to) {
    String name = reference.text("name");
    if (!name.isEmpty()) {
      source
          .configMap(new ObjectName(pod.namespace(), name))
          .ifPresent(
              found -> {
                Map<String, String> all = new HashMap<>(found.tree().object("data").texts());
                found.tree().object("binaryData").texts().forEach((k, v) -> all.put(k, decoded(v)));
                items(reference, all, to);
              });
    }
  }

  private void secret(JsonObject reference, String field, Map<String, String> to) {
    String name = reference.text(field);
    Optional<ApiObject> found =
        name.isEmpty() ? Optional.empty() : source.secret(new ObjectName(pod.namespace(), name));
    found.ifPresent(
        secret -> {
          Map<String, String> all = new HashMap<>();
          secret.tree().object("data").texts().forEach((k, v) -> all.put(k, decoded(v)));
          items(reference, all, to);
        });
  }

  private static void items(JsonObject reference, Map<String, String> all, Map<String, String> to) {
    if (reference.array("items").isEmpty()) {
      to.putAll(all);
    }
    reference
        .array("items")
        .objects()
        .filter(item -> all.containsKey(item.text("key")))
        .forEach(item -> to.put(item.text("path"), all.getOrDefault(item.text("key"), "")));
  }

  private void downward(JsonObject projection, Map<String, String> to) {
    projection
        .array("items")
        .objects()
        .forEach(item -> to.put(item.text("path"), fields.downward(item)));
  }

  private void token(JsonObject projection, Map<String, String> to) {
    if (!projection.isEmpty()) {
      long seconds = projection.number("expirationSeconds", TOKEN_SECONDS);
      to.put(projection.text("path"), source.token(pod, projection.text("audience"), seconds));
    }
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return base64;
    }
  }
}
