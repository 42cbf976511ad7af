package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An EndpointSlice, there already or still to be made. */
public record Slice(ApiObject object) {
  public static final String API_VERSION = "discovery.k8s.io/v1";
  public static final String SERVICE_LABEL = "kubernetes.io/service-name";
  public static final String MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";

  /** Characters of an object's name. */
  private static final int LONGEST_NAME = 253;

  /** An empty one, which the server will name after the Service. */
  public static Slice fresh(
      String namespace, String service, JsonObject owner, String addressType, JsonArray ports) {
    String prefix = service.length() < LONGEST_NAME ? service + "-" : service;
    return new Slice(
        new ApiObject(
            JsonObject.builder()
                .put("kind", "EndpointSlice")
                .put("apiVersion", API_VERSION)
                .put(
                    "metadata",
                    JsonObject.builder()
                        .put("generateName", prefix)
                        .put("namespace", namespace)
                        .put("ownerReferences", JsonArray.of(owner))
                        .build())
                .put("addressType", addressType)
                .put("endpoints", JsonArray.EMPTY)
                .put("ports", ports)
                .build()));
  }

  /** "" until it is made. */
  public String name() {
    return object.name();
  }

  public ObjectName objectName() {
    return object.objectName();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  public String label(String name) {
    return object.metadata().object("labels").text(name);
  }

  /** Of what it is a part, as its label says; the name is "" where it has none. */
  public ObjectName service() {
    return new ObjectName(object.namespace(), label(SERVICE_LABEL));
  }

  public boolean isManagedBy(String controller) {
    return label(MANAGED_BY_LABEL).equals(controller);
  }

  public String addressType() {
    return object.tree().text("addressType");
  }

  public JsonArray ports() {
    return object.tree().array("ports");
  }

  public PortKey portKey() {
    return PortKey.of(ports());
  }

  /** How many; without reading them. */
  public int size() {
    return object.tree().array("endpoints").size();
  }

  public List<Endpoint> endpoints() {
    return object.tree().array("endpoints").objects().map(Endpoint::new).toList();
  }

  public Slice withEndpoints(List<Endpoint> endpoints) {
    return new Slice(
        object.with(
            "endpoints",
            new JsonArray(List.copyOf(endpoints.stream().map(Endpoint::tree).toList()))));
  }

  /** Itself where none changes. */
  public Slice mapEndpoints(UnaryOperator<Endpoint> change) {
    List<Endpoint> before = endpoints();
    List<Endpoint> after = new ArrayList<>(before.size());
    boolean isChanged = false;
    for (Endpoint each : before) {
      Endpoint changed = change.apply(each);
      isChanged |= changed != each;
      after.add(changed);
    }
    return isChanged ? withEndpoints(after) : this;
  }

  public Slice withLabels(Map<String, String> labels) {
    return withTexts("labels", labels);
  }

  public Slice withAnnotations(Map<String, String> annotations) {
    return withTexts("annotations", annotations);
  }

  private Slice withTexts(String field, Map<String, String> texts) {
    return new Slice(
        object.withMetadata(
            metadata ->
                texts.isEmpty()
                    ? metadata.without(field)
                    : metadata.with(field, JsonObject.ofText(texts))));
  }

  /** "": without it. */
  public Slice withAnnotation(String name, String text) {
    JsonObject before = object.metadata().object("annotations");
    JsonObject after = text.isEmpty() ? before.without(name) : before.with(name, text);
    return before == after ? this : withAnnotations(after.texts());
  }

  /** In the place of one that is not needed any more, whatever that has become. */
  public Slice inPlaceOf(Slice other) {
    return new Slice(
        object.withMetadata(
            metadata -> metadata.without("generateName").with("name", other.name())));
  }
}
