package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.Arrays;

/**
 * Objects as bytes of the store. Written as JSON without a resource version, which a real
 * kube-apiserver reads too; read as that or as what a real one writes. Thread-safe.
 */
public final class ObjectCodec {
  private static final byte[] ENVELOPE = {'k', '8', 's', 0};

  /** For objects in Kubernetes' protobuf envelope. */
  public interface Decoder {
    /**
     * @throws RuntimeException it is not what it should be
     */
    ApiObject decode(byte[] bytes);
  }

  private final Decoder envelope;

  /**
   * @param envelope for bytes that begin with {@code k8s\0}
   */
  public ObjectCodec(Decoder envelope) {
    this.envelope = envelope;
  }

  /** That reads JSON only. */
  public static ObjectCodec ofJson() {
    return new ObjectCodec(
        _ -> {
          throw new BadJson("stored as protobuf");
        });
  }

  public byte[] encode(ApiObject object) {
    return JsonWriter.bytes(
        object.metadata().has("resourceVersion")
            ? object.withMetadata(metadata -> metadata.without("resourceVersion")).tree()
            : object.tree());
  }

  /**
   * Stored bytes as JSON; these bytes themselves if they are. A real server ends them with a line
   * feed, which would cut a frame of a watch in two.
   */
  byte[] json(byte[] stored) {
    if (isEnvelope(stored)) {
      return encode(envelope.decode(stored));
    }
    int end = stored.length;
    while (end > 0 && stored[end - 1] == '\n') {
      end--;
    }
    return end == stored.length ? stored : Arrays.copyOf(stored, end);
  }

  private static boolean isEnvelope(byte[] bytes) {
    return bytes.length >= ENVELOPE.length
        && Arrays.equals(bytes, 0, ENVELOPE.length, ENVELOPE, 0, ENVELOPE.length);
  }
}
