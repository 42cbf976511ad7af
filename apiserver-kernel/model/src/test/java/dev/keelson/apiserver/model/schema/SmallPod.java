package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.schema.FieldType.ListOf;
import dev.keelson.apiserver.model.schema.FieldType.MapOf;
import dev.keelson.apiserver.model.schema.FieldType.Message;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.Merging.ListType;
import java.util.List;
import java.util.Optional;

/** A part of v1.Pod, by hand: each kind of field and each way to merge one. */
public final class SmallPod {
  private static final TypeSchema OWNER =
      type("OwnerReference", field("uid", Scalar.STRING), field("controller", Scalar.BOOL));

  private static final TypeSchema MANAGED =
      type("ManagedFieldsEntry", field("time", Scalar.TIME), field("fieldsV1", Scalar.FIELDS_V1));

  private static final TypeSchema METADATA =
      type(
          "ObjectMeta",
          field("name", Scalar.STRING),
          field("namespace", Scalar.STRING),
          field("generation", Scalar.INT64),
          field("creationTimestamp", Scalar.TIME),
          field("labels", new MapOf(Scalar.STRING)),
          merged("ownerReferences", OWNER, "uid"),
          leaves("finalizers"),
          field("managedFields", new ListOf(new Message(() -> MANAGED))));

  private static final TypeSchema PORT =
      type(
          "ContainerPort",
          field("name", Scalar.STRING),
          field("hostPort", Scalar.INT32),
          field("containerPort", Scalar.INT32),
          field("protocol", Scalar.STRING));

  private static final TypeSchema ENV =
      type("EnvVar", field("name", Scalar.STRING), field("value", Scalar.STRING));

  private static final TypeSchema RESOURCES =
      type(
          "ResourceRequirements",
          field("limits", new MapOf(Scalar.QUANTITY)),
          field("requests", new MapOf(Scalar.QUANTITY)));

  private static final TypeSchema HTTP_GET =
      type("HTTPGetAction", field("path", Scalar.STRING), field("port", Scalar.INT_OR_STRING));

  private static final TypeSchema PROBE =
      type(
          "Probe",
          field("httpGet", new Message(() -> HTTP_GET)),
          field("periodSeconds", Scalar.INT32));

  private static final TypeSchema CONTAINER =
      type(
          "Container",
          field("name", Scalar.STRING),
          field("image", Scalar.STRING),
          field("command", new ListOf(Scalar.STRING)),
          merged("ports", PORT, "containerPort"),
          merged("env", ENV, "name"),
          field("resources", new Message(() -> RESOURCES)),
          field("livenessProbe", new Message(() -> PROBE)),
          field("stdin", Scalar.BOOL));

  private static final TypeSchema EMPTY_DIR =
      type("EmptyDirVolumeSource", field("medium", Scalar.STRING));

  private static final TypeSchema HOST_PATH =
      type("HostPathVolumeSource", field("path", Scalar.STRING), field("type", Scalar.STRING));

  private static final TypeSchema VOLUME =
      type(
          "Volume",
          field("name", Scalar.STRING),
          field("hostPath", new Message(() -> HOST_PATH)),
          field("emptyDir", new Message(() -> EMPTY_DIR)));

  private static final TypeSchema TOLERATION =
      type("Toleration", field("key", Scalar.STRING), field("tolerationSeconds", Scalar.INT64));

  private static final TypeSchema SPEC =
      type(
          "PodSpec",
          with(
              "volumes",
              new ListOf(new Message(() -> VOLUME)),
              new Merging(
                  ListType.MAP, List.of("name"), false, "name", List.of("merge", "retainKeys"))),
          merged("containers", CONTAINER, "name"),
          field("nodeSelector", new MapOf(Scalar.STRING)),
          field("hostNetwork", Scalar.BOOL),
          field("terminationGracePeriodSeconds", Scalar.INT64),
          field("tolerations", new ListOf(new Message(() -> TOLERATION))),
          field("priority", Scalar.INT32));

  /** {@code v1.Pod}, with a few fields more that pods do not have. */
  public static final TypeSchema SCHEMA =
      type(
          "Pod",
          field("kind", Scalar.STRING),
          field("apiVersion", Scalar.STRING),
          field("metadata", new Message(() -> METADATA)),
          field("spec", new Message(() -> SPEC)),
          field("data", new MapOf(Scalar.BYTES)),
          field("ratio", Scalar.DOUBLE),
          field("renewTime", Scalar.MICRO_TIME),
          field("timeout", Scalar.DURATION),
          field("raw", Scalar.RAW_EXTENSION),
          field("any", Scalar.ANY));

  private SmallPod() {}

  private static TypeSchema type(String name, FieldSchema... fields) {
    return new TypeSchema("io.k8s.api.core.v1." + name, "", List.of(fields));
  }

  private static FieldSchema field(String name, FieldType type) {
    return with(name, type, Merging.NONE);
  }

  private static FieldSchema merged(String name, TypeSchema element, String key) {
    return with(
        name,
        new ListOf(new Message(() -> element)),
        new Merging(ListType.MAP, List.of(key), false, key, List.of("merge")));
  }

  private static FieldSchema leaves(String name) {
    return with(
        name,
        new ListOf(Scalar.STRING),
        new Merging(ListType.SET, List.of(), false, "", List.of("merge")));
  }

  private static FieldSchema with(String name, FieldType type, Merging merging) {
    return new FieldSchema(name, 0, type, false, "", merging, Optional.empty(), List.of());
  }
}
