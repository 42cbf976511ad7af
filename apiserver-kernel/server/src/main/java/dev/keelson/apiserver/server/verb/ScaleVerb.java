package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.request.Body;
import dev.keelson.apiserver.server.table.BuiltInColumns;
import java.util.Optional;

/** autoscaling/v1 Scale of whatever has {@code spec.replicas}. */
public final class ScaleVerb implements Verbs.Special {
  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  private final Serving serving;
  private final ReadVerbs read;
  private final ObjectWriter writer;
  private final Incoming incoming;
  private final Patching patching;

  public ScaleVerb(Serving serving, ObjectWriter writer) {
    this.serving = serving;
    this.read = new ReadVerbs(serving);
    this.writer = writer;
    this.incoming = new Incoming(serving);
    this.patching = new Patching(serving);
  }

  @Override
  public ApiResponse answer(Call call) {
    Rendering rendering =
        Rendering.of(
            call.request(),
            call.resource(),
            BuiltInColumns.of(SCALE),
            serving.protobuf(),
            serving.clock());
    return switch (call.info().verb()) {
      case "get" -> rendering.tree(200, rendering.shaped(scale(read.find(call).object())));
      case "update" -> {
        ApiObject wanted = incoming.read(call, SCALE);
        yield rendering.tree(200, rendering.shaped(update(call, _ -> wanted)));
      }
      case "patch" ->
          rendering.tree(
              200,
              rendering.shaped(
                  Body.contentType(call.request()).equals(Patching.APPLY)
                      ? apply(call)
                      : update(call, patching.change(call, SCALE))));
      default ->
          throw new ApiFailure(
              ApiStatus.methodNotSupported(call.resource().name(), call.info().verb()));
    };
  }

  /** What is applied to the scale is applied to the object's own field. */
  private ApiObject apply(Call call) {
    Patching.requireManager(call);
    ApiObject wanted = patching.applied(call, SCALE);
    ApiObject patch =
        ApiObject.of(
                call.resource().kind(), JsonObject.of("name", JsonString.of(call.info().name())))
            .with("spec", wanted.spec());
    validate(wanted);
    Outcome outcome =
        writer.update(
            call.write().of("").applying(), live -> patching.apply(call, Optional.of(live), patch));
    return scale(outcome.object());
  }

  private ApiObject update(Call call, ObjectWriter.Change change) {
    Outcome outcome =
        writer.update(
            call.write().of(""),
            live -> {
              ApiObject wanted = change.of(scale(live));
              validate(wanted);
              long replicas = wanted.spec().number("replicas", 0);
              ApiObject scaled = live.withSpec(spec -> spec.with("replicas", replicas));
              return scaled.withMetadata(
                  metadata -> metadata.with("resourceVersion", wanted.resourceVersion()));
            });
    return scale(outcome.object());
  }

  private static void validate(ApiObject scale) {
    FieldErrors errors = new FieldErrors();
    long replicas = scale.spec().number("replicas", 0);
    if (replicas < 0) {
      errors.invalid(
          FieldPath.of("spec").child("replicas"), replicas, "must be greater than or equal to 0");
    }
    Validation.refuse(SCALE, scale.name(), errors);
  }

  private static ApiObject scale(ApiObject object) {
    JsonObject metadata = object.metadata();
    JsonObject.Builder shown = JsonObject.builder();
    for (String name :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      metadata.find(name).ifPresent(value -> shown.put(name, value));
    }
    return ApiObject.of(SCALE, shown.build())
        .with(
            "spec",
            JsonObject.builder().put("replicas", object.spec().number("replicas", 0)).build())
        .with(
            "status",
            JsonObject.builder()
                .put("replicas", object.status().number("replicas", 0))
                .putUnlessEmpty("selector", selector(object))
                .build());
  }

  private static String selector(ApiObject object) {
    JsonValue selector = object.spec().get("selector");
    if (!(selector instanceof JsonObject tree)) {
      return "";
    }
    boolean isPlain = object.tree().text("kind").equals("ReplicationController");
    return isPlain
        ? LabelSelector.ofEqual(tree.texts()).toString()
        : LabelSelector.of(tree).toString();
  }
}
