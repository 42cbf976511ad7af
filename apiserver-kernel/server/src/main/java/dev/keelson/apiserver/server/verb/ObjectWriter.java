package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import dev.keelson.apiserver.server.storage.cache.Freshness;
import dev.keelson.apiserver.server.verb.Claims.Claim;
import java.util.Optional;
import java.util.UUID;

/**
 * The one way in which an object comes to be or changes: fill, admit, validate, then a write that
 * holds only if nobody else wrote meanwhile. Thread-safe; blocks on the store.
 */
public final class ObjectWriter {
  /** Tries of a change that does not insist on a version. */
  private static final int TRIES = 20;

  /** Tries of generateName (upstream's number). */
  private static final int NAMES = 8;

  /** What is to become of an object. May be asked several times; refuses by ApiFailure. */
  public interface Change {
    ApiObject of(ApiObject live);
  }

  private final Serving serving;
  private final Ends ends;

  public ObjectWriter(Serving serving) {
    this.serving = serving;
    this.ends = new Ends(serving);
  }

  /** {@code object} as it was sent; its name may be given by the call alone. */
  public Outcome create(WriteCall call, ApiObject object) {
    boolean isGenerated = object.name().isEmpty() && !object.generateName().isEmpty();
    for (int i = 1; ; i++) {
      ApiObject named =
          isGenerated
              ? object.withMetadata(
                  metadata ->
                      metadata.with("name", NewName.of(object.generateName(), serving.random())))
              : object;
      try {
        return createNamed(call.named(named.name()), named);
      } catch (ApiFailure e) {
        if (!isGenerated || !e.status().reason().equals("AlreadyExists") || i == NAMES) {
          throw e;
        }
      }
    }
  }

  private Outcome createNamed(WriteCall call, ApiObject sent) {
    Resource resource = call.resource();
    ApiObject object = begin(sent, call.name().namespace()).map(resource.defaults()::fill);
    if (!call.isApply()) {
      object = serving.fields().updated(NOTHING, object, call.manager(), call.through());
    }
    AdmissionRequest admitted =
        serving.admission().mutate(call.admission(Operation.CREATE).with(object));
    object = admitted.object().orElseThrow().map(resource.defaults()::fill);
    Claim claim = serving.claims().created(resource, object, call.isDryRun());
    boolean isStored = false;
    try {
      object = resource.preparation().forCreate(claim.object());
      object = Requestor.named(object, resource.kind(), call.caller());
      object = Generations.first(object, resource.kind());
      Validation.created(resource, object);
      serving.admission().validate(admitted.with(object));
      Outcome outcome = store(call, object);
      isStored = true;
      return outcome;
    } finally {
      (isStored ? claim.commit() : claim.revert()).run();
    }
  }

  private static final ApiObject NOTHING = new ApiObject(JsonObject.EMPTY);

  private Outcome store(WriteCall call, ApiObject object) {
    Resource resource = call.resource();
    if (call.isDryRun()) {
      if (serving.store().read(resource, object.objectName()).isPresent()) {
        throw new ApiFailure(ApiStatus.alreadyExists(resource.name(), object.name()));
      }
      return Outcome.dry(object);
    }
    return switch (serving.store().create(resource, object, TimeToLive.of(object))) {
      case Written.Done(Stored stored) -> {
        serving.afterCreate().created(this, resource, object);
        yield Outcome.of(stored);
      }
      case Written.Exists _, Written.Conflict _, Written.Missing _ ->
          throw new ApiFailure(ApiStatus.alreadyExists(resource.name(), object.name()));
    };
  }

  /** What upstream's rest.BeforeCreate does to metadata. */
  private ApiObject begin(ApiObject sent, String namespace) {
    return sent.withMetadata(
        metadata -> {
          JsonObject filled =
              withoutEmpty(metadata)
                  .without("resourceVersion")
                  .without("selfLink")
                  .without("deletionTimestamp")
                  .without("deletionGracePeriodSeconds")
                  .with("uid", UUID.randomUUID().toString())
                  .with("creationTimestamp", Timestamp.of(serving.clock().instant()));
          return namespace.isEmpty()
              ? filled.without("namespace")
              : filled.with("namespace", namespace);
        });
  }

  /**
   * Changes what is there.
   *
   * @throws ApiFailure 404, 409 where the change insisted on a version, 422, or what it threw
   */
  public Outcome update(WriteCall call, Change change) {
    return attempt(call, (stored, isCached) -> tryUpdate(call, change, stored, isCached));
  }

  /**
   * Changes what is there, and nothing beside: without defaults, owners, admission and validation
   * of the whole. For where upstream, too, goes past all of it to the store (bindings); the change
   * itself sees to versions, and never changes nothing.
   *
   * @throws ApiFailure 404, 409, or what it threw
   */
  Outcome amend(WriteCall call, Change change) {
    return attempt(
        call,
        (stored, _) -> {
          ApiObject next = change.of(stored.object());
          return call.isDryRun() ? Optional.of(Outcome.dry(next)) : replace(call, next, stored);
        });
  }

  /** One try to change what is stored; empty: to be tried again. */
  private interface Attempt {
    Optional<Outcome> at(Stored stored, boolean isCached);
  }

  private Outcome attempt(WriteCall call, Attempt attempt) {
    Optional<Stored> known = cached(call);
    for (int i = 0; i < TRIES; i++) {
      boolean isCached = i == 0 && known.isPresent();
      Stored live = isCached ? known.get() : fresh(call);
      try {
        Optional<Outcome> done = attempt.at(live, isCached);
        if (done.isPresent()) {
          return done.get();
        }
      } catch (ApiFailure e) {
        if (!isCached) {
          throw e;
        } // else the refusal may be due to what the cache had not seen yet
      }
    }
    throw new ApiFailure(
        ApiStatus.conflict(
            call.resource().name(),
            call.name().name(),
            "the object has been modified; please"
                + " apply your changes to the latest version and try again"));
  }

  private Optional<Stored> cached(WriteCall call) {
    return serving.cachers().of(call.resource()).get(call.name(), new Freshness.Any());
  }

  private Stored fresh(WriteCall call) {
    return serving
        .store()
        .read(call.resource(), call.name())
        .orElseThrow(
            () -> new ApiFailure(ApiStatus.notFound(call.resource().name(), call.name().name())));
  }

  private Optional<Outcome> tryUpdate(
      WriteCall call, Change change, Stored stored, boolean isCached) {
    Resource resource = call.resource();
    ApiObject live = stored.object();
    ApiObject next = change.of(live);
    requireVersion(call, next, stored);
    next = keep(next, live).map(resource.defaults()::fill);
    if (!call.isApply()) {
      next = serving.fields().updated(live, next, call.manager(), call.through());
    }
    AdmissionRequest admitted =
        serving
            .admission()
            .mutate(
                new AdmissionRequest(
                    Operation.UPDATE,
                    resource,
                    call.subresource(),
                    call.name(),
                    Optional.of(
                        SubresourceScope.limit(
                            resource, call.subresource(), next, live, serving.clock().instant())),
                    Optional.of(live),
                    call.caller(),
                    call.isDryRun()));
    Claim claim =
        call.subresource().isEmpty()
            ? serving
                .claims()
                .updated(resource, admitted.object().orElseThrow(), live, call.isDryRun())
            : Claim.nothing(admitted.object().orElseThrow());
    Optional<Outcome> done = Optional.empty();
    try {
      done = store(call, admitted.with(claim.object()), stored, isCached);
      return done;
    } finally {
      (done.isPresent() ? claim.commit() : claim.revert()).run();
    }
  }

  /** Empty: to be tried again. */
  private Optional<Outcome> store(
      WriteCall call, AdmissionRequest admitted, Stored stored, boolean isCached) {
    Resource resource = call.resource();
    ApiObject live = stored.object();
    ApiObject next = prepared(call, admitted.object().orElseThrow(), live);
    next = Generations.next(next, live, resource.kind(), call.subresource());
    Validation.updated(resource, call.subresource(), next, live);
    serving.admission().validate(admitted.with(next));
    next = serving.fields().withoutIdleTimes(live, next);
    if (next.equals(live)) {
      // Said to be done only of what is certainly still so.
      return isCached ? Optional.empty() : Optional.of(Outcome.of(stored));
    }
    if (call.isDryRun()) {
      return Optional.of(Outcome.dry(next));
    }
    if (ends.isEnded(next)) {
      return ends.remove(call, next, stored);
    }
    return replace(call, next, stored);
  }

  private Optional<Outcome> replace(WriteCall call, ApiObject next, Stored stored) {
    return switch (serving.store().update(call.resource(), next, stored.revision())) {
      case Written.Done(Stored done) -> Optional.of(Outcome.of(done));
      case Written.Conflict _ -> Optional.empty();
      case Written.Missing _, Written.Exists _ ->
          throw new ApiFailure(ApiStatus.notFound(call.resource().name(), call.name().name()));
    };
  }

  private static ApiObject prepared(WriteCall call, ApiObject next, ApiObject live) {
    Resource resource = call.resource();
    return switch (call.subresource()) {
      case "" -> resource.preparation().forUpdate(next, live);
      case "status" -> resource.preparation().forStatusUpdate(next, live);
      default -> next;
    };
  }

  private static void requireVersion(WriteCall call, ApiObject next, Stored stored) {
    String wanted = next.resourceVersion();
    if (!wanted.isEmpty() && !wanted.equals(Long.toString(stored.revision()))) {
      throw new ApiFailure(
          ApiStatus.conflict(
              call.resource().name(),
              call.name().name(),
              "the object has been modified; please apply your changes to the latest version and"
                  + " try again"));
    }
    String uid = next.uid();
    if (!uid.isEmpty() && !uid.equals(stored.uid())) {
      throw new ApiFailure(
          ApiStatus.conflict(
              call.resource().name(),
              call.name().name(),
              "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                  .formatted(uid, stored.uid())));
    }
  }

  /** What upstream's rest.BeforeUpdate does to metadata. */
  private static ApiObject keep(ApiObject next, ApiObject live) {
    ObjectName name = live.objectName();
    return next.withMetadata(
        metadata -> {
          JsonObject was = live.metadata();
          JsonObject kept =
              withoutEmpty(metadata)
                  .without("selfLink")
                  .with("name", name.name())
                  .with("uid", live.uid())
                  .with("resourceVersion", live.resourceVersion());
          kept = as(kept, was, "creationTimestamp");
          kept = as(kept, was, "deletionTimestamp");
          kept = as(kept, was, "deletionGracePeriodSeconds");
          return name.namespace().isEmpty()
              ? kept.without("namespace")
              : kept.with("namespace", name.namespace());
        });
  }

  /** No typed server writes them, so no client expects them. */
  private static JsonObject withoutEmpty(JsonObject metadata) {
    JsonObject trimmed = metadata;
    for (String name : new String[] {"labels", "annotations"}) {
      if (metadata.get(name) instanceof JsonObject map && map.size() == 0) {
        trimmed = trimmed.without(name);
      }
    }
    return trimmed;
  }

  private static JsonObject as(JsonObject metadata, JsonObject was, String field) {
    return was.isSet(field) ? metadata.with(field, was.get(field)) : metadata.without(field);
  }
}
