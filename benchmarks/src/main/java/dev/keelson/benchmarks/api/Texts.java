package dev.keelson.benchmarks.api;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The objects that are written, as JSON. */
final class Texts {
  static final String SPACE = "keelson-bench";
  static final String POD_SPACE = "keelson-bench-pods";
  static final String MAPS = "/api/v1/namespaces/" + SPACE + "/configmaps";
  static final String SERVICES = "/api/v1/namespaces/" + SPACE + "/services";
  static final String PODS = "/api/v1/namespaces/" + POD_SPACE + "/pods";
  private static final byte[] VERSION = "\"resourceVersion\":\"".getBytes(StandardCharsets.UTF_8);
  private static final int LONGEST_VERSION = 20;

  private Texts() {}

  /** Letters and digits that do not compress much. */
  static String value(int bytes, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(bytes);
    for (int i = 0; i < bytes; i++) {
      text.append(Character.forDigit(random.nextInt(36), 36));
    }
    return text.toString();
  }

  static String namespace(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
        + name
        + "\"}}";
  }

  /** Pods of the namespace carry no token of it, with or without the admission step for that. */
  static String serviceAccount() {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"},"
        + "\"automountServiceAccountToken\":false}";
  }

  /** {@code version} may be empty: then the object is written whatever it was. */
  static String configMap(String name, String version, String value) {
    String held = version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"";
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\""
        + SPACE
        + "\""
        + held
        + "},\"data\":{\"value\":\""
        + value
        + "\"}}";
  }

  /** About 3 KB once the server has filled in what is not said and who wrote what. */
  static String pod(int number) {
    return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-%06d","labels":{"app":"web",\
        "pod-template-hash":"6d4cf56db6","tier":"front","track":"%s"},"annotations":{\
        "example.com/checksum":"%s","prometheus.io/scrape":"true","prometheus.io/port":"9102"}},\
        "spec":{"containers":[{"name":"app","image":"registry.example.com/team/app:1.27.3",\
        "args":["--listen=:8080","--metrics=:9102"],"env":[{"name":"MODE","value":"production"},\
        {"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],\
        "ports":[{"name":"http","containerPort":8080},{"name":"metrics","containerPort":9102}],\
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},\
        "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5}}],\
        "nodeSelector":{"kubernetes.io/os":"linux"}}}"""
        .formatted(number, number % 2 == 0 ? "stable" : "canary", value(64, number));
  }

  /** The first resourceVersion of a body, which is the object's own; empty if there is none. */
  static String versionIn(ByteBuf body) {
    int at = find(body);
    if (at < 0) {
      return "";
    }
    int from = at + VERSION.length;
    int end = body.indexOf(from, Math.min(body.writerIndex(), from + LONGEST_VERSION), (byte) '"');
    return end < 0 ? "" : body.toString(from, end - from, StandardCharsets.US_ASCII);
  }

  private static int find(ByteBuf body) {
    int last = body.writerIndex() - VERSION.length;
    int at = body.readerIndex();
    while (at <= last) {
      at = body.indexOf(at, last + 1, VERSION[0]);
      if (at < 0) {
        return -1;
      }
      int same = 1;
      while (same < VERSION.length && body.getByte(at + same) == VERSION[same]) {
        same++;
      }
      if (same == VERSION.length) {
        return at;
      }
      at++;
    }
    return -1;
  }
}
