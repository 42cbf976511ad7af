package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.model.yaml.YamlWriter;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.request.Accept;
import dev.keelson.apiserver.server.request.Accept.Encoding;
import dev.keelson.apiserver.server.request.Accept.Shape;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.table.Columns;
import dev.keelson.apiserver.server.table.TableForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects in the form that a request wants: whole, as a table, or their metadata alone; as JSON,
 * YAML or protobuf. Whole JSON is the bytes that all readers share.
 */
final class Rendering {
  private final Resource resource;
  private final Accept accept;
  private final TableForm table;
  private final ProtobufCodec protobuf;

  private Rendering(Resource resource, Accept accept, TableForm table, ProtobufCodec protobuf) {
    this.resource = resource;
    this.accept = accept;
    this.table = table;
    this.protobuf = protobuf;
  }

  static Rendering of(
      ApiRequest request, Resource resource, ProtobufCodec protobuf, InstantSource clock) {
    return of(request, resource, resource.columns(), protobuf, clock);
  }

  /** Of a subresource that has columns of its own. */
  static Rendering of(
      ApiRequest request,
      Resource resource,
      Columns columns,
      ProtobufCodec protobuf,
      InstantSource clock) {
    Accept accept = Accept.of(request, true);
    return new Rendering(
        resource,
        accept,
        new TableForm(
            columns,
            accept.shapeVersion(),
            TableForm.Include.of(request.query().text("includeObject")),
            clock),
        protobuf);
  }

  /** Of something that has no table: a review, a token. */
  static Rendering ofSent(
      ApiRequest request, Resource resource, ProtobufCodec protobuf, InstantSource clock) {
    return new Rendering(
        resource,
        Accept.of(request, false),
        new TableForm(resource.columns(), "v1", TableForm.Include.NONE, clock),
        protobuf);
  }

  /** Whether what goes out are the bytes that the cache holds. */
  private boolean isShared() {
    return isWhole(Encoding.JSON) && !accept.isPretty();
  }

  private boolean isWhole(Encoding encoding) {
    return accept.encoding() == encoding
        && accept.shape() == Shape.WHOLE
        && resource.kind().equals(resource.storageKind());
  }

  ApiResponse.Complete one(int status, Outcome outcome) {
    return outcome.stored().isPresent()
        ? one(status, outcome.stored().get())
        : tree(status, shaped(served(outcome.object())));
  }

  ApiResponse.Complete one(int status, Stored stored) {
    if (isShared()) {
      return new ApiResponse.Complete(status, type(), stored.json());
    }
    if (isWhole(Encoding.PROTOBUF)) {
      byte[] bytes = ProtobufCodec.envelope(resource.kind(), message(stored));
      return new ApiResponse.Complete(status, type(), List.of(ByteBuffer.wrap(bytes)));
    }
    return tree(status, shaped(served(stored.object())));
  }

  /** As the version that was asked for has it. */
  private ApiObject served(ApiObject object) {
    return Conversion.to(resource.kind(), object);
  }

  JsonObject shaped(ApiObject object) {
    return switch (accept.shape()) {
      case WHOLE -> object.tree();
      case TABLE -> table.of(List.of(object), object.resourceVersion(), "", 0, true);
      case METADATA -> PartialMetadata.of(object, accept.shapeVersion());
    };
  }

  /** {@code metadata} of the list: resourceVersion, continue, remainingItemCount. */
  ApiResponse.Complete list(JsonObject metadata, List<Stored> items) {
    if (isShared()) {
      return sharedList(metadata, items);
    }
    if (isWhole(Encoding.PROTOBUF)) {
      return messageList(metadata, items);
    }
    List<ApiObject> objects = new ArrayList<>(items.size());
    for (Stored item : items) {
      objects.add(served(item.object()));
    }
    return tree(200, list(metadata, objects, accept.shape()));
  }

  private JsonObject list(JsonObject metadata, List<ApiObject> objects, Shape shape) {
    return switch (shape) {
      case TABLE ->
          table.of(
              objects,
              metadata.text("resourceVersion"),
              metadata.text("continue"),
              metadata.number("remainingItemCount", 0),
              true);
      case WHOLE ->
          listOf(
              resource.kind().groupVersion().kind(resource.listKind()),
              metadata,
              objects.stream().map(ListedObject::of).toList());
      case METADATA ->
          listOf(
              GroupVersionKind.of(
                  "meta.k8s.io/" + accept.shapeVersion(), "PartialObjectMetadataList"),
              metadata,
              objects.stream()
                  .map(each -> PartialMetadata.of(each, accept.shapeVersion()))
                  .toList());
    };
  }

  private static JsonObject listOf(
      GroupVersionKind kind, JsonObject metadata, List<? extends JsonValue> items) {
    return JsonObject.builder()
        .put("kind", kind.kind())
        .put("apiVersion", kind.apiVersion())
        .put("metadata", metadata)
        .put("items", new JsonArray(List.copyOf(items)))
        .build();
  }

  /** Each object is encoded once, however many lists it stands in. */
  private ApiResponse.Complete messageList(JsonObject metadata, List<Stored> items) {
    List<ByteBuffer> body = new ArrayList<>(items.size() * 2 + 1);
    body.add(ByteBuffer.allocate(0));
    long length = 0;
    for (Stored item : items) {
      byte[] message = message(item);
      byte[] head = ProtobufCodec.itemHead(message.length);
      body.add(ByteBuffer.wrap(head));
      body.add(ByteBuffer.wrap(message).asReadOnlyBuffer());
      length += head.length + message.length;
    }
    GroupVersionKind listKind = resource.kind().groupVersion().kind(resource.listKind());
    body.set(0, ByteBuffer.wrap(protobuf.listHead(listKind, metadata, length)));
    return new ApiResponse.Complete(200, type(), body);
  }

  private byte[] message(Stored stored) {
    return stored.memo(Form.MESSAGE, each -> protobuf.encodeMessage(each.objectOnce()));
  }

  /** The pieces round an object; the object itself is not copied. */
  private static final long EVENT_WEIGHT = 128;

  private static final ByteBuffer END = ascii("]}\n");

  private ApiResponse.Complete sharedList(JsonObject metadata, List<Stored> items) {
    List<ByteBuffer> body = new ArrayList<>(items.size() * 2 + 2);
    body.add(
        ascii(
            "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                .formatted(resource.listKind(), resource.kind().apiVersion(), metadata.toJson())));
    ListedObject listed = new ListedObject(resource.kind());
    for (int i = 0; i < items.size(); i++) {
      listed.addTo(body, items.get(i), i == 0);
    }
    body.add(END);
    return new ApiResponse.Complete(200, type(), body);
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
  }

  private Headers type() {
    return Headers.of("content-type", accept.encoding().mediaType());
  }

  /** Anything else that has a tree: a Status, a Scale, a review. */
  ApiResponse.Complete tree(int status, JsonObject tree) {
    return new ApiResponse.Complete(status, type(), List.of(ByteBuffer.wrap(bytes(tree))));
  }

  private byte[] bytes(JsonObject tree) {
    return switch (accept.encoding()) {
      case JSON -> accept.isPretty() ? JsonWriter.pretty(tree) : JsonWriter.bytes(tree);
      case YAML -> YamlWriter.bytes(tree);
      case PROTOBUF -> protobuf.encode(new ApiObject(tree));
    };
  }

  // -- watches

  String watchType() {
    return switch (accept.encoding()) {
      case PROTOBUF -> accept.encoding().mediaType() + ";stream=watch";
      case YAML, JSON -> "application/json";
    };
  }

  /** One frame; {@code type} ADDED, MODIFIED, DELETED. */
  List<ByteBuffer> event(String type, Stored stored, boolean isFirst) {
    if (isShared()) {
      long weight = stored.size() <= MOST_COPIED ? stored.size() + EVENT_WEIGHT : EVENT_WEIGHT;
      return stored.memo(Form.of(type), weight, each -> sharedEvent(type, each));
    }
    if (isWhole(Encoding.PROTOBUF)) {
      byte[] object = ProtobufCodec.envelope(resource.kind(), message(stored));
      return List.of(ByteBuffer.wrap(watchFrame(type, object)));
    }
    ApiObject object = served(stored.object());
    JsonObject shaped =
        accept.shape() == Shape.TABLE
            ? table.of(List.of(object), object.resourceVersion(), "", 0, isFirst)
            : shaped(object);
    return frame(type, shaped);
  }

  /** Up to this an event is made into one piece, which costs its watchers less to send. Bytes. */
  private static final int MOST_COPIED = 8 * 1024;

  private static List<ByteBuffer> sharedEvent(String type, Stored stored) {
    if (stored.size() <= MOST_COPIED) {
      ByteBuffer head = ascii("{\"type\":\"" + type + "\",\"object\":");
      ByteBuffer whole = ByteBuffer.allocate(head.remaining() + stored.size() + 2);
      whole.put(head).put(stored.jsonBytes()).put((byte) '}').put((byte) '\n').flip();
      return List.of(whole);
    }
    List<ByteBuffer> frame = new ArrayList<>(6);
    frame.add(ascii("{\"type\":\"" + type + "\",\"object\":"));
    frame.addAll(stored.json());
    frame.add(ascii("}\n"));
    return List.copyOf(frame);
  }

  /** A bookmark, an error: any tree as an event. */
  List<ByteBuffer> frame(String type, JsonObject tree) {
    byte[] bytes =
        accept.encoding() == Encoding.PROTOBUF
            ? watchFrame(type, protobuf.encode(new ApiObject(tree)))
            : JsonWriter.bytes(JsonObject.builder().put("type", type).put("object", tree).build());
    return accept.encoding() == Encoding.PROTOBUF
        ? List.of(ByteBuffer.wrap(bytes))
        : List.of(ByteBuffer.wrap(bytes), ascii("\n"));
  }

  private static byte[] watchFrame(String type, byte[] object) {
    return ProtobufCodec.watchFrame(new ProtobufCodec.WatchEvent(type, object));
  }

  /** A bookmark of this resource, shaped as its objects are. */
  JsonObject bookmark(long revision, boolean endsInitialEvents, boolean isFirst) {
    JsonObject.Builder metadata =
        JsonObject.builder().put("resourceVersion", Long.toString(revision));
    metadata.put("creationTimestamp", JsonNull.NULL);
    if (endsInitialEvents) {
      metadata.put(
          "annotations", JsonObject.of("k8s.io/initial-events-end", JsonString.of("true")));
    }
    ApiObject empty = ApiObject.of(resource.kind(), metadata.build());
    return accept.shape() == Shape.TABLE
        ? table.of(List.of(empty), Long.toString(revision), "", 0, isFirst)
        : shaped(empty);
  }

  /** What is kept beside a stored object. */
  private enum Form {
    ADDED,
    MODIFIED,
    DELETED,
    MESSAGE;

    static Form of(String eventType) {
      return valueOf(eventType);
    }
  }
}
