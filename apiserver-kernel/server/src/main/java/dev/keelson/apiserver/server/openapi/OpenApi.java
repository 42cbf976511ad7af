package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.model.schema.SchemaRegistry;
import dev.keelson.apiserver.server.resource.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * {@code /openapi/v3}, the document of each version below it, and {@code /openapi/v2}. Thread-safe.
 *
 * <p>A hash is taken of what a document is made of, so that the index can name all of them before
 * any is made.
 */
public final class OpenApi {
  /** Counts up when the same schemas and resources lead to other documents. */
  private static final int FORM = 1;

  private static final String V2 = "/openapi/v2";
  private static final String V3 = "/openapi/v3";
  private static final String JSON = "application/json";
  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private static final JsonObject INFO =
      JsonReader.readObject("{\"title\":\"Kubernetes\",\"version\":\"unversioned\"}");
  private static final JsonObject SECURITY =
      JsonReader.readObject(
          "{\"BearerToken\":{\"description\":\"Bearer Token authentication\",\"in\":\"header\","
              + "\"name\":\"authorization\",\"type\":\"apiKey\"}}");

  /**
   * @param etag with its quotes
   */
  public record Document(String contentType, byte[] gzip, String etag) {}

  private final SchemaRegistry schemas;

  /** Resources by where their version is found. */
  private final SortedMap<String, List<Resource>> places = new TreeMap<>();

  private final Map<String, Document> made = new ConcurrentHashMap<>();

  public OpenApi(SchemaRegistry schemas, List<Resource> resources) {
    this.schemas = schemas;
    for (Resource resource : resources) {
      places
          .computeIfAbsent(Paths.of(resource.name().groupVersion()), _ -> new ArrayList<>())
          .add(resource);
    }
  }

  /** Of a path without its query, in JSON. */
  public Optional<Document> document(String path) {
    String clean = clean(path);
    boolean isVersion =
        clean.startsWith(V3 + "/") && places.containsKey(clean.substring(V3.length() + 1));
    return isVersion || clean.equals(V3) || clean.equals(V2)
        ? Optional.of(made.computeIfAbsent(clean, this::make))
        : Optional.empty();
  }

  /** As {@link #document}; only version 2 is also written so. */
  public Optional<Document> protobuf(String path) {
    return clean(path).equals(V2)
        ? Optional.of(
            made.computeIfAbsent(
                PROTOBUF,
                _ -> document(PROTOBUF, Gnostic.document(swagger()), hash(PROTOBUF + all()))))
        : Optional.empty();
  }

  private static String clean(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private Document make(String path) {
    if (path.equals(V3)) {
      return document(index(), hash(V3 + all()));
    }
    if (path.equals(V2)) {
      return document(swagger(), hash(V2 + all()));
    }
    String place = path.substring(V3.length() + 1);
    return document(version(places.getOrDefault(place, List.of())), hash(contents(place)));
  }

  private static Document document(JsonObject content, String hash) {
    return document(JSON, JsonWriter.bytes(content), hash);
  }

  private static Document document(String contentType, byte[] content, String hash) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 1 << 16)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Document(contentType, bytes.toByteArray(), '"' + hash + '"');
  }

  private String all() {
    return places.keySet().stream().map(this::contents).collect(Collectors.joining());
  }

  /** What the document of a version depends on, besides the schemas. */
  private String contents(String place) {
    StringBuilder out = new StringBuilder(place);
    for (Resource each : places.getOrDefault(place, List.of())) {
      out.append('\n').append(each.name()).append(each.kind()).append(each.isNamespaced());
      out.append(each.verbs()).append(each.subresources());
    }
    return out.toString();
  }

  private String hash(String contents) {
    String input = FORM + " " + schemas.fingerprint() + " " + contents;
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-512").digest(input.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject index() {
    JsonObject.Builder paths = JsonObject.builder();
    for (String place : places.keySet()) {
      String url = V3 + "/" + place + "?hash=" + hash(contents(place));
      paths.put(place, JsonObject.of("serverRelativeURL", JsonString.of(url)));
    }
    return JsonObject.of("paths", paths.build());
  }

  private JsonObject version(List<Resource> resources) {
    Definitions definitions = new Definitions(schemas, kinds(), Dialect.V3);
    GroupVersion version = resources.getFirst().name().groupVersion();
    SortedMap<String, JsonObject> paths =
        new Paths(schemas, definitions, Dialect.V3, version).all(resources);
    definitions.ref(version.kind("WatchEvent"));
    JsonObject components =
        JsonObject.builder()
            .put("schemas", definitions.all())
            .put("securitySchemes", SECURITY)
            .build();
    return JsonObject.builder()
        .put("openapi", "3.0.0")
        .put("info", INFO)
        .put("paths", JsonObject.of(paths))
        .put("components", components)
        .build();
  }

  private JsonObject swagger() {
    Definitions definitions = new Definitions(schemas, kinds(), Dialect.V2);
    SortedMap<String, JsonObject> paths = new TreeMap<>();
    for (List<Resource> resources : places.values()) {
      GroupVersion version = resources.getFirst().name().groupVersion();
      paths.putAll(new Paths(schemas, definitions, Dialect.V2, version).all(resources));
    }
    return JsonObject.builder()
        .put("swagger", "2.0")
        .put("info", INFO)
        .put("paths", JsonObject.of(paths))
        .put("definitions", definitions.all())
        .put("securityDefinitions", SECURITY)
        .put("security", JsonArray.of(JsonObject.of("BearerToken", JsonArray.EMPTY)))
        .build();
  }

  /** Which kinds a type is. */
  private Map<String, List<GroupVersionKind>> kinds() {
    Map<String, List<GroupVersionKind>> kinds = new HashMap<>();
    for (GroupVersionKind kind : schemas.kinds()) {
      schemas
          .kind(kind)
          .ifPresent(type -> kinds.computeIfAbsent(type.name(), _ -> new ArrayList<>()).add(kind));
    }
    return kinds;
  }
}
