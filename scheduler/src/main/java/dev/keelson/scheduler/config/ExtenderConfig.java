package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A program that is asked over HTTP. A verb that is "" is not asked for.
 *
 * @param isNodeCacheCapable it knows the nodes: names are enough
 * @param managedResources it is asked only about pods that request one of them; empty: about all
 * @param ignoredResources those of them that NodeResourcesFit leaves to it
 */
public record ExtenderConfig(
    String urlPrefix,
    String filterVerb,
    String preemptVerb,
    String prioritizeVerb,
    String bindVerb,
    long weight,
    boolean isHttps,
    TlsFiles tls,
    Duration timeout,
    boolean isNodeCacheCapable,
    Set<String> managedResources,
    Set<String> ignoredResources,
    boolean isIgnorable) {
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

  /** Files by path, or their content; "" and empty: none. */
  public record TlsFiles(
      boolean isInsecure,
      String serverName,
      String certFile,
      String keyFile,
      String caFile,
      byte[] cert,
      byte[] key,
      byte[] ca) {
    static TlsFiles of(JsonObject tls) {
      return new TlsFiles(
          tls.isTrue("insecure"),
          tls.text("serverName"),
          tls.text("certFile"),
          tls.text("keyFile"),
          tls.text("caFile"),
          bytes(tls, "certData"),
          bytes(tls, "keyData"),
          bytes(tls, "caData"));
    }

    private static byte[] bytes(JsonObject tls, String name) {
      try {
        return Base64.getMimeDecoder().decode(tls.text(name));
      } catch (IllegalArgumentException _) {
        throw new BadConfig("extenders: tlsConfig." + name + ": not base64");
      }
    }
  }

  static ExtenderConfig of(JsonObject extender) {
    Set<String> managed = new LinkedHashSet<>();
    Set<String> ignored = new LinkedHashSet<>();
    extender
        .array("managedResources")
        .objects()
        .forEach(
            each -> {
              managed.add(each.text("name"));
              if (each.isTrue("ignoredByScheduler")) {
                ignored.add(each.text("name"));
              }
            });
    ExtenderConfig config =
        new ExtenderConfig(
            extender.text("urlPrefix"),
            extender.text("filterVerb"),
            extender.text("preemptVerb"),
            extender.text("prioritizeVerb"),
            extender.text("bindVerb"),
            extender.number("weight", 0),
            extender.isTrue("enableHTTPS"),
            TlsFiles.of(extender.object("tlsConfig")),
            SchedulerFields.duration(extender, "httpTimeout", USUAL_TIMEOUT),
            extender.isTrue("nodeCacheCapable"),
            Set.copyOf(managed),
            Set.copyOf(ignored),
            extender.isTrue("ignorable"));
    if (config.urlPrefix().isEmpty()) {
      throw new BadConfig("extenders: urlPrefix: Required value");
    }
    if (!config.prioritizeVerb().isEmpty() && config.weight() <= 0) {
      throw new BadConfig(
          "extenders: weight: Invalid value: "
              + config.weight()
              + ": must have a positive weight applied to it");
    }
    return config;
  }
}
