package dev.keelson.apiserver.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one JSON value to a tree, with the errors and the leniencies of the decoder in
 * kube-apiserver ({@code sigs.k8s.io/json}): wrong UTF-8 becomes U+FFFD byte by byte, of a name
 * that stands twice the last value counts. Keeps its own stack, so that depth costs heap and not
 * the thread. One instance, one text, one thread.
 */
public final class JsonReader {
  /** As deep as kube-apiserver goes (its JSON decoder's own bound). */
  public static final int DEEPEST = 10_000;

  /** How many duplicates are told of; as in kube-apiserver. */
  static final int MOST_DUPLICATES = 100;

  private final byte[] in;
  private final JsonScanner scanner;
  private final Consumer<String> duplicate;
  private Set<String> told = Set.of();

  /** Entries of all open objects and arrays; those of arrays have no name. */
  private @Nullable String[] names = new String[64];

  private @Nullable JsonValue[] values = new JsonValue[64];
  private int top;

  /** Where the entries of each open container begin; complemented for arrays. */
  private int[] starts = new int[16];

  private int depth;

  private JsonReader(byte[] in, Consumer<String> duplicate) {
    this.in = in;
    this.scanner = new JsonScanner(in);
    this.duplicate = duplicate;
  }

  /**
   * @throws BadJson not one whole JSON value, or deeper than {@value #DEEPEST}
   */
  public static JsonValue read(byte[] bytes) {
    return read(bytes, _ -> {});
  }

  public static JsonValue read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #read}; the text must be an object. */
  public static JsonObject readObject(String text) {
    if (read(text) instanceof JsonObject object) {
      return object;
    }
    throw new BadJson("not a JSON object");
  }

  /**
   * @param duplicate told of each name that stands twice in its object, as a path such as {@code
   *     spec.containers[0].name}, each path once, {@value #MOST_DUPLICATES} at most
   */
  public static JsonValue read(byte[] bytes, Consumer<String> duplicate) {
    return new JsonReader(bytes, duplicate).read();
  }

  private JsonValue read() {
    JsonValue done = null;
    while (done == null) {
      done = value();
      while (done != null && depth > 0) {
        done = place(done);
      }
    }
    int c = scanner.nextVisible();
    if (c >= 0) {
      throw scanner.unexpected(c, "after top-level value");
    }
    return done;
  }

  /** Reads a value; null where it is a container that was opened and has entries to come. */
  private @Nullable JsonValue value() {
    int c = scanner.nextVisible();
    return switch (c) {
      case '"' -> scanner.string();
      case '{' -> {
        open(false);
        c = scanner.nextVisible();
        if (c == '}') {
          yield close(0);
        }
        name(c, "looking for beginning of object key string");
        yield null;
      }
      case '[' -> {
        open(true);
        c = scanner.nextVisible();
        if (c == ']') {
          yield close(0);
        }
        scanner.back(c);
        push(null);
        yield null;
      }
      case 't' -> scanner.literal("true", JsonBool.TRUE);
      case 'f' -> scanner.literal("false", JsonBool.FALSE);
      case 'n' -> scanner.literal("null", JsonNull.NULL);
      default -> {
        if (c == '-' || c >= '0' && c <= '9') {
          yield scanner.number();
        }
        throw scanner.unexpected(c, "looking for beginning of value");
      }
    };
  }

  /** Puts a value into the open container; answers the container if it ends here. */
  private @Nullable JsonValue place(JsonValue value) {
    values[top - 1] = value;
    int start = starts[depth - 1];
    int c = scanner.nextVisible();
    if (start < 0) {
      if (c == ',') {
        push(null);
        return null;
      }
      if (c == ']') {
        return close(top - ~start);
      }
      throw scanner.unexpected(c, "after array element");
    }
    if (c == ',') {
      name(scanner.nextVisible(), "looking for beginning of object key string");
      return null;
    }
    if (c == '}') {
      return close(top - start);
    }
    throw scanner.unexpected(c, "after object key:value pair");
  }

  private void name(int quote, String context) {
    if (quote != '"') {
      throw scanner.unexpected(quote, context);
    }
    push(scanner.name());
    int c = scanner.nextVisible();
    if (c != ':') {
      throw scanner.unexpected(c, "after object key");
    }
  }

  private void push(@Nullable String name) {
    if (top == values.length) {
      names = Arrays.copyOf(names, top * 2);
      values = Arrays.copyOf(values, top * 2);
    }
    names[top++] = name;
  }

  private void open(boolean isArray) {
    if (depth == DEEPEST) {
      throw new BadJson("exceeded max depth");
    }
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, depth * 2);
    }
    starts[depth++] = isArray ? ~top : top;
  }

  /** Makes the innermost container of its last {@code size} entries and forgets them. */
  private JsonValue close(int size) {
    boolean isArray = starts[--depth] < 0;
    int start = top - size;
    JsonValue made = isArray ? array(start, size) : object(start, size);
    top = start;
    return made;
  }

  private JsonArray array(int start, int size) {
    return size == 0
        ? JsonArray.EMPTY
        : new JsonArray(List.of(Arrays.copyOfRange(values, start, start + size)));
  }

  private JsonObject object(int start, int size) {
    if (size == 0) {
      return JsonObject.EMPTY;
    }
    if (size <= JsonObject.SMALL) {
      int distinct = 1;
      for (int i = 1; i < size; i++) {
        String name = names[start + i];
        int first = JsonObject.place(names, start, start + distinct, name);
        distinct = keep(start, i, first, distinct);
      }
      return JsonObject.taking(
          Arrays.copyOfRange(names, start, start + distinct),
          Arrays.copyOfRange(values, start, start + distinct),
          null);
    }
    Map<String, Integer> index = HashMap.newHashMap(size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      Integer first = index.putIfAbsent(names[start + i], distinct);
      distinct = keep(start, i, first == null ? -1 : start + first, distinct);
    }
    return JsonObject.taking(
        Arrays.copyOfRange(names, start, start + distinct),
        Arrays.copyOfRange(values, start, start + distinct),
        distinct <= JsonObject.SMALL ? null : index);
  }

  /** Keeps entry {@code i}: in the place of the first of its name, else behind those kept. */
  private int keep(int start, int i, int first, int distinct) {
    if (first >= 0) {
      values[first] = values[start + i];
      tell(start, names[start + i]);
      return distinct;
    }
    names[start + distinct] = names[start + i];
    values[start + distinct] = values[start + i];
    return distinct + 1;
  }

  private void tell(int start, @Nullable String name) {
    if (told.size() < MOST_DUPLICATES) {
      String path = path(start) + name;
      if (told.isEmpty()) {
        told = new HashSet<>();
      }
      if (told.add(path)) {
        duplicate.accept(path);
      }
    }
  }

  /** The path of the container whose entries begin there, and a dot; the outermost has none. */
  private String path(int start) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      int begin = starts[i];
      int next = i + 1 < depth ? starts[i + 1] : start;
      int entry = (next < 0 ? ~next : next) - 1;
      if (begin < 0) {
        path.append('[').append(entry - ~begin).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(names[entry]);
      }
    }
    return path.isEmpty() ? "" : path.append('.').toString();
  }
}
