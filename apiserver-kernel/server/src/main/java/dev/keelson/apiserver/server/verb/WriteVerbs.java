package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.cluster.ClusterKinds;
import dev.keelson.apiserver.server.kind.warning.Warnings;
import dev.keelson.apiserver.server.request.Body;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** create, update, patch, delete, deletecollection of objects and of their status. */
final class WriteVerbs {
  /** Answered as they were, not with a Status, when they are gone (upstream's strategies). */
  private static final Set<String> SHOWN_WHEN_GONE =
      Set.of(
          "pods",
          "services",
          "serviceaccounts",
          "podtemplates",
          "persistentvolumes",
          "persistentvolumeclaims",
          "resourcequotas");

  private final Serving serving;
  private final Incoming incoming;
  private final ObjectWriter writer;
  private final Deletion deletion;
  private final Patching patching;

  WriteVerbs(Serving serving, ObjectWriter writer, Deletion deletion) {
    this.serving = serving;
    this.incoming = new Incoming(serving);
    this.writer = writer;
    this.deletion = deletion;
    this.patching = new Patching(serving);
  }

  private Rendering rendering(Call call) {
    return Rendering.of(call.request(), call.resource(), serving.protobuf(), serving.clock());
  }

  ApiResponse create(Call call) {
    Rendering rendering = rendering(call);
    Resource resource = call.resource();
    ApiObject object = placed(call, incoming.read(call, resource.kind()));
    return created(call, rendering, writer.create(call.write(), stored(resource, object)));
  }

  private static ApiResponse created(Call call, Rendering rendering, Outcome outcome) {
    warn(call, outcome, Optional.empty());
    return rendering.one(201, outcome);
  }

  private static void warn(Call call, Outcome outcome, Optional<ApiObject> before) {
    if (call.info().subresource().isEmpty()) {
      call.warnings().addAll(Warnings.of(call.resource().kind(), outcome.object(), before));
    }
  }

  /** The answer to a change; {@code change} sees what was there. */
  private ApiResponse changed(
      Call call, Rendering rendering, WriteCall write, ObjectWriter.Change change) {
    AtomicReference<ApiObject> before = new AtomicReference<>();
    Outcome outcome =
        writer.update(
            write,
            live -> {
              before.set(live);
              return change.of(live);
            });
    warn(call, outcome, Optional.ofNullable(before.get()));
    return rendering.one(200, outcome);
  }

  /** As the version that lies in the store. */
  private static ApiObject stored(Resource resource, ApiObject object) {
    return Conversion.to(resource.storageKind(), object);
  }

  /** In the namespace of the path. */
  private static ApiObject placed(Call call, ApiObject object) {
    String namespace = call.info().namespace();
    if (!call.resource().isNamespaced()) {
      return object;
    }
    if (namespace.isEmpty()) {
      throw new ApiFailure(
          ApiStatus.badRequest("an empty namespace may not be set during creation"));
    }
    String given = object.namespace();
    if (!given.isEmpty() && !given.equals(namespace)) {
      throw elsewhere();
    }
    return object.withMetadata(metadata -> metadata.with("namespace", namespace));
  }

  private static ApiFailure elsewhere() {
    return new ApiFailure(
        ApiStatus.badRequest(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request"));
  }

  ApiResponse update(Call call) {
    Rendering rendering = rendering(call);
    Resource resource = call.resource();
    ApiObject next = placed(call, incoming.read(call, resource.kind()));
    String name = call.info().name();
    if (next.name().isEmpty()) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "the name of the object (based on URL) was undeterminable: name must be provided"));
    }
    if (!next.name().equals(name)) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "the name of the object (%s) does not match the name on the URL (%s)"
                  .formatted(next.name(), name)));
    }
    if (next.resourceVersion().isEmpty()
        && !ClusterKinds.isUpdatedUnconditionally(resource.kind())) {
      FieldErrors errors = new FieldErrors();
      errors.invalid(
          FieldPath.of("metadata").child("resourceVersion"), 0, "must be specified for an update");
      Validation.refuse(resource.kind(), name, errors);
    }
    ApiObject asStored = stored(resource, next);
    try {
      return changed(call, rendering, call.write(), _ -> asStored);
    } catch (ApiFailure e) {
      boolean isMissing = e.status().code() == 404 && e.status().name().equals(name);
      if (isMissing
          && call.info().subresource().isEmpty()
          && next.resourceVersion().isEmpty()
          && ClusterKinds.isCreatedByUpdate(resource.kind())) {
        return created(call, rendering, writer.create(call.write(), asStored));
      }
      throw e;
    }
  }

  ApiResponse patch(Call call) {
    Rendering rendering = rendering(call);
    if (Body.contentType(call.request()).equals(Patching.APPLY)) {
      return apply(call, rendering);
    }
    if (call.request().query().has("force")) {
      throw new ApiFailure(
          ApiStatus.of(
              422,
              "Invalid",
              "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for"
                  + " non-apply patch"));
    }
    Resource resource = call.resource();
    ObjectWriter.Change change = patching.change(call, resource.kind());
    return changed(
        call,
        rendering,
        call.write(),
        live -> patched(call, live, stored(resource, change.of(live))));
  }

  private static ApiObject patched(Call call, ApiObject live, ApiObject patched) {
    named(call, patched);
    String namespace = patched.namespace();
    if (!namespace.isEmpty() && !namespace.equals(live.namespace())) {
      throw elsewhere();
    }
    if (!patched.uid().isEmpty() && !patched.uid().equals(live.uid())) {
      FieldErrors errors = new FieldErrors();
      errors.invalid(FieldPath.of("metadata").child("uid"), patched.uid(), "field is immutable");
      Validation.refuse(call.resource().kind(), live.name(), errors);
    }
    return patched;
  }

  private static ApiObject named(Call call, ApiObject patched) {
    if (!patched.name().equals(call.info().name())) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "the name of the object (%s) does not match the name on the URL (%s)"
                  .formatted(patched.name(), call.info().name())));
    }
    return patched;
  }

  private ApiResponse apply(Call call, Rendering rendering) {
    Resource resource = call.resource();
    Patching.requireManager(call);
    ApiObject patch = patching.applied(call, resource.kind());
    if (!patch.name().isEmpty()) {
      named(call, patch);
    }
    ApiObject named =
        placed(call, patch).withMetadata(metadata -> metadata.with("name", call.info().name()));
    WriteCall write = call.write().applying();
    for (int i = 0; ; i++) {
      try {
        return changed(
            call,
            rendering,
            write,
            live ->
                stored(
                    resource,
                    patching.apply(
                        call, Optional.of(Conversion.to(resource.kind(), live)), named)));
      } catch (ApiFailure e) {
        if (!isMissing(e, call)) {
          throw e;
        }
      }
      try {
        ApiObject made = stored(resource, patching.apply(call, Optional.empty(), named));
        return created(call, rendering, writer.create(write, made));
      } catch (ApiFailure e) {
        if (!e.status().reason().equals("AlreadyExists") || i > 4) {
          throw e;
        } // made by somebody else meanwhile: it is an update after all
      }
    }
  }

  private static boolean isMissing(ApiFailure e, Call call) {
    return e.status().code() == 404
        && e.status().name().equals(call.info().name())
        && call.info().subresource().isEmpty();
  }

  ApiResponse delete(Call call) {
    Rendering rendering = rendering(call);
    DeleteOptions options = DeleteOptions.of(call.request(), serving.protobuf());
    Deletion.Result result = deletion.delete(call.write().dry(options.isDryRun()), options);
    boolean isShown =
        !result.isGone() || SHOWN_WHEN_GONE.contains(call.resource().name().resource());
    int status = !result.isGone() && options.isCascading() ? 202 : 200;
    return isShown
        ? rendering.one(status, Outcome.dry(result.object()))
        : rendering.tree(status, success(call.resource(), result.object()));
  }

  private static JsonObject success(Resource resource, ApiObject gone) {
    JsonObject details =
        JsonObject.builder()
            .put("name", gone.name())
            .putUnlessEmpty("group", resource.name().group())
            .put("kind", resource.name().resource())
            .put("uid", gone.uid())
            .build();
    return JsonObject.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY)
        .put("status", "Success")
        .put("details", details)
        .build();
  }

  ApiResponse deleteCollection(Call call) {
    Rendering rendering = rendering(call);
    DeleteOptions options = DeleteOptions.of(call.request(), serving.protobuf());
    Resource resource = call.resource();
    Listing listing =
        serving
            .cachers()
            .of(resource)
            .list(ListQuery.of(Selecting.of(resource, call.info(), call.request().query())));
    List<JsonValue> gone = new ArrayList<>();
    for (Stored item : listing.items()) {
      ObjectName name = item.name();
      try {
        WriteCall write = call.write().at(name).dry(options.isDryRun());
        gone.add(
            ListedObject.of(
                Conversion.to(resource.kind(), deletion.delete(write, options).object())));
      } catch (ApiFailure e) {
        if (e.status().code() != 404) {
          throw e;
        }
      }
    }
    GroupVersionKind kind = resource.kind();
    return rendering.tree(
        200,
        JsonObject.builder()
            .put("kind", resource.listKind())
            .put("apiVersion", kind.apiVersion())
            .put(
                "metadata",
                JsonObject.builder()
                    .put("resourceVersion", Long.toString(listing.revision()))
                    .build())
            .put("items", new JsonArray(gone))
            .build());
  }
}
