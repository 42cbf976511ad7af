package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object, immutable, shared by all who read it. It is held as the JSON that goes
 * over the wire and nothing else, some 60 bytes more than stored; what is made of that (the tree,
 * other encodings) is kept as long as {@link Memos} has room. Any thread.
 */
public final class Stored {
  /** So many different things are kept of one object; more are made each time. */
  private static final int MOST_MEMOS = 12;

  /** A tree is about so many times larger than its JSON. */
  private static final int TREE_WEIGHT = 6;

  private static final Object TREE = new Object();
  private static final VarHandle MEMO;

  static {
    try {
      MEMO = MethodHandles.lookup().findVarHandle(Stored.class, "memo", Memo.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A list: the newest first. */
  private record Memo(Object key, Object value, int size, @Nullable Memo older) {}

  private final StoredForm form;
  private final byte[] key;
  private final byte[] json;
  private final long revision;
  private final int versionAt;
  private final int uidAt;
  private final int labelsAt;
  private volatile @Nullable Memo memo;

  /** Whether a memo was asked for since the last look. Races lose a hint. */
  private boolean isUsed;

  Stored(StoredForm form, byte[] key, Spliced spliced, long revision) {
    this.form = form;
    this.key = key;
    this.json = spliced.json();
    this.revision = revision;
    this.versionAt = spliced.versionAt();
    this.uidAt = spliced.uidAt();
    this.labelsAt = spliced.labelsAt();
  }

  /** By its key in the store. */
  public ObjectName name() {
    return form.name(key);
  }

  /** The store's modification revision; of what was deleted, the deletion's. */
  public long revision() {
    return revision;
  }

  /** "" where it has none. */
  public String uid() {
    return uidAt < 0 ? "" : JsonPlaces.string(json, uidAt);
  }

  /** For selectors: read from the bytes each time, some hundred nanoseconds. */
  public Map<String, String> labels() {
    return labelsAt < 0 ? Map.of() : JsonPlaces.strings(json, labelsAt);
  }

  /**
   * The string at a path such as {@code spec}, {@code nodeName}, found in the bytes without making
   * a tree; empty where there is none.
   */
  public Optional<String> text(String... path) {
    return JsonPlaces.text(json, path);
  }

  /** With metadata.resourceVersion set. */
  public ApiObject object() {
    return memo(TREE, TREE_WEIGHT * (long) json.length, stored -> stored.parse());
  }

  /**
   * As {@link #object}, but a tree made for this is not kept: for what goes over many objects and
   * keeps something smaller, which their trees would push out.
   */
  public ApiObject objectOnce() {
    for (Memo each = memo; each != null; each = each.older) {
      if (each.key == TREE) {
        return (ApiObject) each.value;
      }
    }
    return parse();
  }

  private ApiObject parse() {
    if (JsonReader.read(json) instanceof JsonObject tree) {
      return new ApiObject(tree);
    }
    throw new IllegalStateException("no JSON object at " + name());
  }

  /**
   * The whole object with its resourceVersion, in the version in which it is stored. Shared: read
   * it through duplicates, do not write to it.
   */
  public List<ByteBuffer> json() {
    return List.of(ByteBuffer.wrap(json));
  }

  /** As {@link #json}, in one array that is shared: read it, do not write it. */
  public byte[] jsonBytes() {
    return json;
  }

  /** In bytes, of the JSON. */
  public int size() {
    return json.length;
  }

  /**
   * What {@code make} makes of this, made once and kept for a while; two threads may make it at the
   * same time. {@code key} has equals; the bound on how many are kept is {@value #MOST_MEMOS}.
   */
  public <T> T memo(Object key, Function<Stored, T> make) {
    return memo(key, json.length, make);
  }

  /** As {@link #memo(Object, Function)}; {@code weight} is its size in bytes, about. */
  @SuppressWarnings("unchecked") // what lies under a key was made for that key
  public <T> T memo(Object key, long weight, Function<Stored, T> make) {
    for (Memo each = memo; each != null; each = each.older) {
      if (each.key.equals(key)) {
        isUsed = true;
        return (T) each.value;
      }
    }
    T made = make.apply(this);
    keep(key, made, weight);
    return made;
  }

  void keep(Object key, Object made, long weight) {
    Memo newest = memo;
    int size = newest == null ? 1 : newest.size + 1;
    if (size <= MOST_MEMOS && MEMO.compareAndSet(this, newest, new Memo(key, made, size, newest))) {
      form.memos().kept(this, weight);
    }
  }

  void keepObject(ApiObject object) {
    keep(TREE, object, TREE_WEIGHT * (long) json.length);
  }

  void forget() {
    memo = null;
  }

  boolean takeUsed() {
    boolean was = isUsed;
    isUsed = false;
    return was;
  }

  /** This state, at a later revision: the last that was seen of what that revision took away. */
  public Stored at(long later) {
    return new Stored(form, key, new Spliced(json, versionAt, uidAt, labelsAt).at(later), later);
  }

  /** Its key in the store, shared: read it, do not write it. */
  public byte[] key() {
    return key;
  }

  @Override
  public String toString() {
    return name() + "@" + revision;
  }
}
