package dev.keelson.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Where the benchmark's keys lie. Shaped as kube-apiserver's, under a root that no API server uses.
 */
public final class Keys {
  /** All of the benchmark's keys start with this, and it deletes all that do. */
  public static final String ROOT = "/keelson-bench/";

  /**
   * How many preloaded keys share a namespace, which is what the case {@code range-1000} asks for.
   */
  public static final int PER_NAMESPACE = 1_000;

  private Keys() {}

  /** Prefix of all preloaded keys. */
  public static byte[] loadedPrefix() {
    return (ROOT + "configmaps/").getBytes(US_ASCII);
  }

  /** Prefix of the preloaded keys of namespace {@code number}. */
  public static byte[] namespacePrefix(int number) {
    return "%sconfigmaps/ns-%06d/".formatted(ROOT, number).getBytes(US_ASCII);
  }

  /** Preloaded key {@code index}, from 0. */
  public static byte[] loaded(int index) {
    return padded(ROOT + "configmaps/ns-", index / PER_NAMESPACE, 6, "/cm-", index, 9);
  }

  /** A key that the case {@code put} writes again and again. */
  public static byte[] put(int index) {
    return padded(ROOT + "put/", index, 9, "", -1, 0);
  }

  /** A key never used before in this run. */
  public static byte[] fresh(long run, int client, long sequence) {
    return "%spods/default/%x-%d-%d".formatted(ROOT, run, client, sequence).getBytes(US_ASCII);
  }

  /** Prefix that the fan-out case watches. */
  public static byte[] watchedPrefix() {
    return (ROOT + "watched/").getBytes(US_ASCII);
  }

  /** A key under the watched prefix. */
  public static byte[] watched(int index) {
    return padded(ROOT + "watched/obj-", index, 6, "", -1, 0);
  }

  // Made for every call sent: String.format would cost more than encoding the request.
  private static byte[] padded(
      String head, int first, int firstWidth, String middle, int second, int secondWidth) {
    StringBuilder key = new StringBuilder(head.length() + firstWidth + middle.length() + 12);
    key.append(head);
    digits(key, first, firstWidth);
    if (second >= 0) {
      key.append(middle);
      digits(key, second, secondWidth);
    }
    return key.toString().getBytes(US_ASCII);
  }

  private static void digits(StringBuilder key, int number, int width) {
    String text = Integer.toString(number);
    key.repeat('0', Math.max(0, width - text.length())).append(text);
  }
}
