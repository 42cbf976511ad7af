package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.storage.Stored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An object of a built-in kind as it stands in a list: without its kind and version, which the list
 * says once. Nothing of it is copied: it begins behind them.
 */
final class ListedObject {
  private static final ByteBuffer FIRST = ascii("{");
  private static final ByteBuffer NEXT = ascii(",{");
  private static final ByteBuffer COMMA = ascii(",");

  /** How our objects begin, and real kube-apiservers'. */
  private final byte[] usual;

  ListedObject(GroupVersionKind kind) {
    this.usual =
        "{\"kind\":\"%s\",\"apiVersion\":\"%s\","
            .formatted(kind.kind(), kind.apiVersion())
            .getBytes(StandardCharsets.UTF_8);
  }

  static JsonObject of(ApiObject object) {
    return object.tree().without("kind").without("apiVersion");
  }

  void addTo(List<ByteBuffer> body, Stored item, boolean isFirst) {
    byte[] json = item.jsonBytes();
    int skipped = usual.length;
    if (json.length > skipped && Arrays.equals(json, 0, skipped, usual, 0, skipped)) {
      body.add(isFirst ? FIRST : NEXT);
      body.add(ByteBuffer.wrap(json, skipped, json.length - skipped).slice());
      return;
    }
    if (!isFirst) {
      body.add(COMMA);
    }
    body.add(ByteBuffer.wrap(of(item.object()).toJson().getBytes(StandardCharsets.UTF_8)));
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
  }
}
