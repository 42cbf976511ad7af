package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.FieldType.ListOf;
import dev.keelson.apiserver.model.schema.FieldType.MapOf;
import dev.keelson.apiserver.model.schema.FieldType.Message;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.Merging;
import dev.keelson.apiserver.model.schema.Merging.ListType;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.List;
import java.util.Optional;

/** A small type after the pattern of a Deployment: every way of merging is somewhere in it. */
final class TestTypes {
  static final GroupVersionKind KIND = GroupVersionKind.of("apps/v1", "Deployment");

  private static final Merging ATOMIC =
      new Merging(ListType.UNSPECIFIED, List.of(), true, "", List.of());

  private TestTypes() {}

  static JsonObject json(String text) {
    return JsonReader.readObject(text.replace('\'', '"'));
  }

  private static FieldSchema field(
      String name, FieldType type, Merging merging, boolean isRequired, JsonValue otherwise) {
    return new FieldSchema(
        name, 0, type, isRequired, "", merging, Optional.ofNullable(otherwise), List.of());
  }

  private static FieldSchema field(String name, FieldType type) {
    return field(name, type, Merging.NONE, false, null);
  }

  private static FieldSchema struct(String name, TypeSchema type) {
    return field(name, new Message(() -> type), Merging.NONE, false, JsonObject.EMPTY);
  }

  private static FieldSchema pointer(String name, TypeSchema type) {
    return field(name, new Message(() -> type));
  }

  private static FieldSchema set(String name) {
    Merging merging = new Merging(ListType.SET, List.of(), false, "", List.of());
    return field(name, new ListOf(Scalar.STRING), merging, false, null);
  }

  private static FieldSchema mapList(String name, TypeSchema type, String... keys) {
    Merging merging = new Merging(ListType.MAP, List.of(keys), false, "", List.of());
    return field(name, new ListOf(new Message(() -> type)), merging, false, null);
  }

  private static TypeSchema type(String name, FieldSchema... fields) {
    return new TypeSchema(name, "", List.of(fields));
  }

  static final TypeSchema OWNER_REFERENCE =
      new TypeSchema(
          "OwnerReference",
          "",
          List.of(field("uid", Scalar.STRING), field("name", Scalar.STRING)),
          true);

  static final TypeSchema META =
      type(
          "ObjectMeta",
          field("name", Scalar.STRING),
          field("namespace", Scalar.STRING),
          field("uid", Scalar.STRING),
          field("resourceVersion", Scalar.STRING),
          field("generation", Scalar.INT64),
          field("creationTimestamp", Scalar.TIME),
          field("labels", new MapOf(Scalar.STRING)),
          field("annotations", new MapOf(Scalar.STRING)),
          set("finalizers"),
          mapList("ownerReferences", OWNER_REFERENCE, "uid"),
          field("managedFields", new ListOf(Scalar.ANY)));

  static final TypeSchema PORT =
      type(
          "ContainerPort",
          field("containerPort", Scalar.INT32, Merging.NONE, true, JsonLong.of(0)),
          field("protocol", Scalar.STRING, Merging.NONE, false, JsonString.of("TCP")),
          field("name", Scalar.STRING));

  static final TypeSchema ENV =
      type("EnvVar", field("name", Scalar.STRING), field("value", Scalar.STRING));

  static final TypeSchema RESOURCES =
      type("ResourceRequirements", field("limits", new MapOf(Scalar.QUANTITY)));

  static final TypeSchema CONTAINER =
      type(
          "Container",
          field("name", Scalar.STRING, Merging.NONE, true, JsonString.of("")),
          field("image", Scalar.STRING),
          field("tty", Scalar.BOOL),
          field("args", new ListOf(Scalar.STRING)),
          mapList("env", ENV, "name"),
          mapList("ports", PORT, "containerPort", "protocol"),
          struct("resources", RESOURCES));

  static final TypeSchema POD_SPEC =
      type(
          "PodSpec",
          field(
              "containers",
              new ListOf(new Message(() -> CONTAINER)),
              new Merging(ListType.MAP, List.of("name"), false, "", List.of()),
              true,
              null),
          field("nodeSelector", new MapOf(Scalar.STRING), ATOMIC, false, null));

  static final TypeSchema TEMPLATE =
      type("PodTemplateSpec", struct("metadata", META), struct("spec", POD_SPEC));

  static final TypeSchema SELECTOR =
      type("LabelSelector", field("matchLabels", new MapOf(Scalar.STRING)));

  static final TypeSchema ROLLING = type("Rolling", field("maxSurge", Scalar.INT_OR_STRING));

  static final TypeSchema STRATEGY =
      type("Strategy", field("type", Scalar.STRING), pointer("rollingUpdate", ROLLING));

  static final TypeSchema SPEC =
      type(
          "DeploymentSpec",
          field("replicas", Scalar.INT32),
          field("paused", Scalar.BOOL),
          field("selector", new Message(() -> SELECTOR), ATOMIC, true, null),
          struct("template", TEMPLATE),
          struct("strategy", STRATEGY),
          field("extra", Scalar.ANY),
          field("raw", Scalar.RAW_EXTENSION));

  static final TypeSchema STATUS = type("DeploymentStatus", field("readyReplicas", Scalar.INT32));

  static final TypeSchema DEPLOYMENT =
      type(
          "Deployment",
          field("apiVersion", Scalar.STRING),
          field("kind", Scalar.STRING),
          struct("metadata", META),
          struct("spec", SPEC),
          struct("status", STATUS));

  static Optional<TypeSchema> find(GroupVersionKind kind) {
    return kind.equals(KIND) ? Optional.of(DEPLOYMENT) : Optional.empty();
  }
}
