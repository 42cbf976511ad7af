package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code application/vnd.kubernetes.protobuf}: an object in the envelope {@code runtime.Unknown}
 * behind the bytes {@code k8s\0}. Thread-safe.
 */
public final class ProtobufCodec {
  /** How many messages may contain each other. Schemas of custom resources are the deepest. */
  static final int DEEPEST = 512;

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int ITEMS = 2;

  private final BuiltInSchemas schemas;
  private final Codecs codecs;

  public ProtobufCodec(BuiltInSchemas schemas) {
    this.schemas = schemas;
    codecs = new Codecs((bytes, depth) -> decode(Envelope.read(bytes, MAGIC.length), depth).tree());
  }

  public static boolean isProtobuf(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw new BadProtobuf("messages are nested deeper than " + DEEPEST);
    }
  }

  /** Whether objects of this kind have a form in protobuf. */
  public boolean knows(GroupVersionKind kind) {
    return schemas.wireKind(kind).isPresent();
  }

  /**
   * @throws BadProtobuf malformed, or of a kind that is not built in
   */
  public ApiObject decode(byte[] envelope) {
    return decode(envelope, Optional.empty());
  }

  /**
   * @param otherwise what it is taken for where it does not say
   * @throws BadProtobuf malformed, or of a kind that is not built in
   */
  public ApiObject decode(byte[] envelope, GroupVersionKind otherwise) {
    return decode(envelope, Optional.of(otherwise));
  }

  private ApiObject decode(byte[] bytes, Optional<GroupVersionKind> otherwise) {
    if (!isProtobuf(bytes)) {
      throw new BadProtobuf(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    if (bytes.length == MAGIC.length) {
      throw new BadProtobuf("empty body");
    }
    Envelope envelope = Envelope.read(bytes, MAGIC.length);
    return decode(otherwise.map(envelope::orElse).orElse(envelope), 0);
  }

  private ApiObject decode(Envelope envelope, int depth) {
    if (!envelope.contentEncoding().isEmpty()) {
      throw new BadProtobuf("unknown content encoding " + envelope.contentEncoding());
    }
    if (envelope.kind().isEmpty()) {
      throw new BadProtobuf("Object 'Kind' is missing");
    }
    if (envelope.apiVersion().isEmpty()) {
      throw new BadProtobuf("Object 'apiVersion' is missing");
    }
    MessageCodec codec =
        find(GroupVersionKind.of(envelope.apiVersion(), envelope.kind()))
            .orElseThrow(
                () ->
                    new BadProtobuf(
                        "no kind \"%s\" is registered for version \"%s\""
                            .formatted(envelope.kind(), envelope.apiVersion())));
    @Nullable Object[] slots = codec.slots();
    codec.set(slots, "kind", JsonString.of(envelope.kind()));
    codec.set(slots, "apiVersion", JsonString.of(envelope.apiVersion()));
    codec.decodeAll(slots, envelope.raw(), depth);
    return new ApiObject(codec.finish(slots));
  }

  private Optional<MessageCodec> find(GroupVersionKind kind) {
    return schemas.wireKind(kind).map(codecs::of);
  }

  private MessageCodec codec(GroupVersionKind kind) {
    return find(kind).orElseThrow(() -> new NotEncodable("no protobuf of " + kind));
  }

  /**
   * In its envelope.
   *
   * @throws NotEncodable a kind that is not built in, or a tree that does not fit its schema
   */
  public byte[] encode(ApiObject object) {
    GroupVersionKind kind = object.kind();
    Output out = new Output();
    codec(kind).encodeAll(object.tree(), out, 0);
    return Envelope.close(out, MAGIC, kind);
  }

  /**
   * The message alone, as {@link #list} takes it.
   *
   * @throws NotEncodable as {@link #encode}
   */
  public byte[] encodeMessage(ApiObject object) {
    Output out = new Output();
    codec(object.kind()).encodeAll(object.tree(), out, 0);
    return out.toBytes();
  }

  /** Puts a message into the envelope of its kind. */
  public static byte[] envelope(GroupVersionKind kind, byte[] message) {
    Output out = new Output();
    out.raw(message);
    return Envelope.close(out, MAGIC, kind);
  }

  /**
   * A list of messages, in its envelope.
   *
   * @param listKind such as PodList
   * @param metadata of the list
   * @param items messages without envelopes, as {@link #encodeMessage} makes them
   */
  public byte[] list(GroupVersionKind listKind, JsonObject metadata, List<byte[]> items) {
    Output out = new Output();
    for (int i = items.size() - 1; i >= 0; i--) {
      out.bytes(items.get(i));
      out.tag(ITEMS, Input.BYTES);
    }
    codec(listKind).encodeAll(JsonObject.of("metadata", metadata), out, 0);
    return Envelope.close(out, MAGIC, listKind);
  }

  /**
   * What stands before the items of a list that is sent piece by piece: each then is its {@link
   * #itemHead} and its message.
   *
   * @param itemBytes of all items together, their heads included
   */
  public byte[] listHead(GroupVersionKind listKind, JsonObject metadata, long itemBytes) {
    Output out = new Output();
    codec(listKind).encodeAll(JsonObject.of("metadata", metadata), out, 0);
    return Envelope.open(out, MAGIC, listKind, itemBytes);
  }

  public static byte[] itemHead(int length) {
    Output out = new Output();
    out.varint(length);
    out.tag(ITEMS, Input.BYTES);
    return out.toBytes();
  }

  /**
   * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
   * @param object in its envelope
   */
  public record WatchEvent(String type, byte[] object) {}

  /** One frame of a watch ({@code ;stream=watch}): four bytes of length, big-endian, and event. */
  public static byte[] watchFrame(WatchEvent event) {
    Output out = new Output();
    out.bytes(event.object());
    out.tag(1, Input.BYTES);
    out.lengthSince(0);
    out.tag(2, Input.BYTES);
    out.text(event.type());
    out.tag(1, Input.BYTES);
    int length = out.size();
    out.raw(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    return out.toBytes();
  }

  /**
   * @param body of a frame, without its length
   * @throws BadProtobuf malformed
   */
  public static WatchEvent readWatchEvent(byte[] body) {
    Input in = new Input(body, 0, body.length);
    String type = "";
    byte[] object = {};
    while (!in.isAtEnd()) {
      int tag = in.tag();
      switch (Input.number(tag)) {
        case 1 -> {
          in.expect(tag, Input.BYTES);
          type = in.text();
        }
        case 2 -> {
          in.expect(tag, Input.BYTES);
          int outer = in.enter();
          object = Envelope.onlyBytes(in);
          in.leave(outer);
        }
        default -> in.skip(tag, 0);
      }
    }
    return new WatchEvent(type, object);
  }
}
