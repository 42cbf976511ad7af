package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import java.nio.charset.StandardCharsets;

/** How the objects of one resource lie in the store: under which key, as which bytes. */
public final class StoredForm {
  private final Resource resource;
  private final ObjectCodec codec;
  private final Memos memos;
  private final int directory;

  public StoredForm(Resource resource, ObjectCodec codec, Memos memos) {
    this.resource = resource;
    this.codec = codec;
    this.memos = memos;
    this.directory = resource.directory().getBytes(StandardCharsets.UTF_8).length;
  }

  public Resource resource() {
    return resource;
  }

  Memos memos() {
    return memos;
  }

  public Bytes key(ObjectName name) {
    return Bytes.of(resource.key(name));
  }

  ObjectName name(byte[] key) {
    String below = new String(key, directory, key.length - directory, StandardCharsets.UTF_8);
    int slash = resource.isNamespaced() ? below.indexOf('/') : -1;
    return slash < 0
        ? new ObjectName("", below)
        : new ObjectName(below.substring(0, slash), below.substring(slash + 1));
  }

  /**
   * @throws ApiFailure 500: what is stored there is no object
   */
  public Stored read(KeyValue pair) {
    return read(pair, pair.modRevision());
  }

  /** As {@link #read(KeyValue)}, at another revision: that of its deletion. */
  public Stored read(KeyValue pair, long revision) {
    Bytes key = pair.key();
    try {
      byte[] json = codec.json(pair.value().array());
      return new Stored(this, key.array(), Spliced.of(json, revision), revision);
    } catch (RuntimeException e) {
      throw new ApiFailure(
          ApiStatus.internal(
              "unable to decode an object in the store, key \"%s\": %s"
                  .formatted(key.utf8(), e.getMessage())));
    }
  }

  byte[] encode(ApiObject object) {
    return codec.encode(object);
  }

  /** {@code json} is what {@link #encode} made of {@code object}, just written. */
  Stored written(Bytes key, byte[] json, ApiObject object, long revision) {
    Stored stored = new Stored(this, key.array(), Spliced.of(json, revision), revision);
    stored.keepObject(object.withResourceVersion(revision));
    return stored;
  }
}
