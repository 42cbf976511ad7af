package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.json.BadJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An object's JSON with a resource version in it, and where things are in it. The stored form has
 * none, as upstream's: the store's own revision is it. It goes after the uid, where Go's encoder
 * writes it, else first.
 *
 * @param versionAt where its digits begin
 * @param uidAt where the uid's quote is; -1 where there is no uid
 * @param labelsAt where the labels' brace is; -1 where there are none
 */
record Spliced(byte[] json, int versionAt, int uidAt, int labelsAt) {
  private static final byte[] METADATA = ascii("metadata");
  private static final byte[] UID = ascii("uid");
  private static final byte[] LABELS = ascii("labels");
  private static final byte[] VERSION = ascii("resourceVersion");

  /**
   * @param stored not kept
   * @throws BadJson it has no metadata
   */
  static Spliced of(byte[] stored, long revision) {
    int metadata = JsonPlaces.find(stored, 0, METADATA);
    if (metadata < 0 || stored[metadata] != '{') {
      throw new BadJson("an object without metadata");
    }
    Found found = new Found();
    JsonPlaces.members(
        stored,
        metadata,
        (from, to, value, end) -> {
          found.isEmpty = false;
          if (JsonPlaces.is(stored, from, to, UID) && stored[value] == '"') {
            found.uid = value;
            found.uidEnd = end;
          } else if (JsonPlaces.is(stored, from, to, LABELS) && stored[value] == '{') {
            found.labels = value;
          } else if (JsonPlaces.is(stored, from, to, VERSION)) {
            found.version = value;
            found.versionEnd = end;
          }
          return true;
        });
    String number = Long.toString(revision);
    if (found.version >= 0) {
      return found.cut(stored, found.version, found.versionEnd, "\"" + number + "\"", 1);
    }
    String member = "\"resourceVersion\":\"" + number + "\"";
    int digits = "\"resourceVersion\":\"".length();
    return found.uid >= 0
        ? found.cut(stored, found.uidEnd, found.uidEnd, "," + member, digits + 1)
        : found.cut(
            stored, metadata + 1, metadata + 1, found.isEmpty ? member : member + ",", digits);
  }

  /** The same object at another revision. */
  Spliced at(long revision) {
    int end = versionAt;
    while (json[end] != '"') {
      end++;
    }
    Found found = new Found();
    found.uid = uidAt;
    found.labels = labelsAt;
    return found.cut(json, versionAt, end, Long.toString(revision), 0);
  }

  private static final class Found {
    boolean isEmpty = true;
    int uid = -1;
    int uidEnd;
    int labels = -1;
    int version = -1;
    int versionEnd;

    /**
     * {@code insert} is ASCII, and takes the place of what lies from {@code from} to {@code to}.
     */
    Spliced cut(byte[] json, int from, int to, String insert, int digits) {
      int grown = insert.length() - (to - from);
      byte[] next = Arrays.copyOf(json, json.length + grown);
      insert.getBytes(0, insert.length(), next, from);
      System.arraycopy(json, to, next, from + insert.length(), json.length - to);
      return new Spliced(
          next,
          from + digits,
          uid >= to ? uid + grown : uid,
          labels >= to ? labels + grown : labels);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
