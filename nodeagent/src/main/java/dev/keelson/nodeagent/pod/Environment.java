package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import dev.keelson.nodeagent.spec.References;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A container's variables, from its spec and what that names. */
public final class Environment {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ConfigSource source;
  private final PodView pod;
  private final String podIp;
  private final String hostIp;
  private final Instant startedAt;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Environment(
      ConfigSource source, PodView pod, String podIp, String hostIp, Instant startedAt) {
    this.source = source;
    this.pod = pod;
    this.podIp = podIp;
    this.hostIp = hostIp;
    this.startedAt = startedAt;
  }

  /**
   * Of a container that was started before: as good as they can be had, what is missing is left
   * out.
   */
  public static Map<String, String> atHand(
      ConfigSource source, PodView pod, ContainerSpec spec, Instant startedAt) {
    try {
      String hostIp = pod.status().text("hostIP");
      return of(source, pod, spec, pod.status().text("podIP"), hostIp, startedAt);
    } catch (ConfigMissing _) {
      return Map.of("PATH", PATH, "HOSTNAME", pod.hostname());
    }
  }

  /**
   * @param startedAt of the container, which knows no Service that is younger
   * @throws ConfigMissing something named is not there
   */
  static Map<String, String> of(
      ConfigSource source,
      PodView pod,
      ContainerSpec spec,
      String podIp,
      String hostIp,
      Instant startedAt) {
    Environment all = new Environment(source, pod, podIp, hostIp, startedAt);
    all.addServices();
    all.values.put("PATH", PATH);
    all.values.put("HOSTNAME", pod.hostname());
    spec.tree().array("envFrom").objects().forEach(all::addAll);
    spec.tree().array("env").objects().forEach(each -> all.add(each, spec));
    return all.values;
  }

  /** First, so that what the container says itself stands. */
  private void addServices() {
    source.services("default").stream()
        .filter(service -> service.name().equals("kubernetes"))
        .forEach(this::addService);
    if (pod.hasServiceLinks()) {
      source.services(pod.namespace()).forEach(this::addService);
    }
  }

  private void addService(ApiObject service) {
    boolean isOlder =
        PodView.time(service.metadata().text("creationTimestamp"))
            .filter(created -> created.isAfter(startedAt))
            .isEmpty();
    if (isOlder) {
      values.putAll(ServiceLinks.of(service));
    }
  }

  /** For those who ask for single fields. */
  static Environment fields(ConfigSource source, PodView pod, String podIp, String hostIp) {
    return new Environment(source, pod, podIp, hostIp, Instant.EPOCH);
  }

  /** A file of a downwardAPI volume. */
  String downward(JsonObject item) {
    if (item.isSet("fieldRef")) {
      String path = item.object("fieldRef").text("fieldPath");
      return path.equals("metadata.labels") || path.equals("metadata.annotations")
          ? listed(pod.object().metadata().object(path.substring("metadata.".length())))
          : field(path);
    }
    JsonObject reference = item.object("resourceFieldRef");
    return pod.allContainers().stream()
        .filter(each -> each.name().equals(reference.text("containerName")))
        .map(each -> resource(reference, each))
        .findFirst()
        .orElse("");
  }

  /** {@code name="value"}, a line each. */
  private static String listed(JsonObject map) {
    return map.texts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey() + "=" + GoText.quote(each.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private void addAll(JsonObject from) {
    String prefix = from.text("prefix");
    if (from.isSet("configMapRef")) {
      JsonObject reference = from.object("configMapRef");
      find(reference, true)
          .ifPresent(
              found ->
                  found
                      .tree()
                      .object("data")
                      .texts()
                      .forEach((name, value) -> values.put(prefix + name, value)));
    } else if (from.isSet("secretRef")) {
      find(from.object("secretRef"), false)
          .ifPresent(
              found ->
                  found
                      .tree()
                      .object("data")
                      .texts()
                      .forEach((name, value) -> values.put(prefix + name, decoded(value))));
    }
  }

  private Optional<ApiObject> find(JsonObject reference, boolean isConfigMap) {
    ObjectName name = new ObjectName(pod.namespace(), reference.text("name"));
    Optional<ApiObject> found = isConfigMap ? source.configMap(name) : source.secret(name);
    if (found.isEmpty() && !reference.isTrue("optional")) {
      String kind = isConfigMap ? "configmap" : "secret";
      throw new ConfigMissing("%s \"%s\" not found".formatted(kind, name.name()));
    }
    return found;
  }

  private void add(JsonObject variable, ContainerSpec spec) {
    String name = variable.text("name");
    JsonObject from = variable.object("valueFrom");
    if (from.isEmpty()) {
      values.put(name, References.filled(variable.text("value"), values));
    } else if (from.isSet("fieldRef")) {
      values.put(name, field(from.object("fieldRef").text("fieldPath")));
    } else if (from.isSet("resourceFieldRef")) {
      values.put(name, resource(from.object("resourceFieldRef"), spec));
    } else if (from.isSet("configMapKeyRef")) {
      key(name, from.object("configMapKeyRef"), true);
    } else if (from.isSet("secretKeyRef")) {
      key(name, from.object("secretKeyRef"), false);
    }
  }

  private void key(String variable, JsonObject reference, boolean isConfigMap) {
    Optional<ApiObject> found = find(reference, isConfigMap);
    if (found.isEmpty()) {
      return;
    }
    String key = reference.text("key");
    JsonObject data = found.get().tree().object("data");
    if (data.has(key)) {
      String value = data.text(key);
      values.put(variable, isConfigMap ? value : decoded(value));
    } else if (!reference.isTrue("optional")) {
      throw new ConfigMissing(
          "couldn't find key %s in %s %s/%s"
              .formatted(
                  key,
                  isConfigMap ? "ConfigMap" : "Secret",
                  pod.namespace(),
                  reference.text("name")));
    }
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return base64;
    }
  }

  private String field(String path) {
    return switch (path) {
      case "metadata.name" -> pod.name();
      case "metadata.namespace" -> pod.namespace();
      case "metadata.uid" -> pod.uid();
      case "spec.nodeName" -> pod.nodeName();
      case "spec.serviceAccountName" -> pod.spec().text("serviceAccountName");
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.hostIP", "status.hostIPs" -> hostIp;
      default -> mapped(path);
    };
  }

  private String mapped(String path) {
    int open = path.indexOf("['");
    if (open < 0 || !path.endsWith("']")) {
      return "";
    }
    String key = path.substring(open + 2, path.length() - 2);
    String map = path.startsWith("metadata.labels") ? "labels" : "annotations";
    return pod.object().metadata().object(map).text(key);
  }

  /** In units of the divisor, rounded up. Who has no limit is held by what its node has. */
  private String resource(JsonObject reference, ContainerSpec spec) {
    String name = reference.text("resource");
    int dot = name.indexOf('.');
    if (dot < 0) {
      return "";
    }
    String kind = name.substring(0, dot);
    String resource = name.substring(dot + 1);
    String text = spec.resources().object(kind).text(resource);
    Quantity amount =
        text.isEmpty() && kind.equals("limits")
            ? source.allocatable(resource)
            : Quantity.parse(text.isEmpty() ? "0" : text);
    Quantity divisor = Quantity.parse(reference.text("divisor", "1"));
    BigDecimal unit = divisor.isZero() ? BigDecimal.ONE : divisor.amount();
    return amount.amount().divide(unit, 0, RoundingMode.CEILING).toPlainString();
  }
}
