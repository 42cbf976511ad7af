package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which of the candidates an owner controls: takes orphans that its selector finds, lets go what it
 * does not find any more. Both are patches that hold for the uid they were decided on. Before the
 * first adoption the owner is read afresh, past all caches: one that is deleted, or another of the
 * same name, adopts nothing. One pass; make a new one for the next.
 */
public final class Adoption {
  private final ResourceClient owners;
  private final ResourceClient candidates;
  private final ApiObject owner;
  private final Predicate<ApiObject> selects;
  private final List<String> finalizers;
  private boolean isAllowed;

  private Adoption(
      ResourceClient owners,
      ResourceClient candidates,
      ApiObject owner,
      Predicate<ApiObject> selects,
      List<String> finalizers) {
    this.owners = owners;
    this.candidates = candidates;
    this.owner = owner;
    this.selects = selects;
    this.finalizers = List.copyOf(finalizers);
  }

  /**
   * @param owners of the owner's kind
   * @param candidates of what is claimed
   */
  public static Adoption of(
      ResourceClient owners, ResourceClient candidates, ApiObject owner, LabelSelector selector) {
    return new Adoption(
        owners,
        candidates,
        owner,
        each -> selector.matches(each.metadata().object("labels")),
        List.of());
  }

  /** Only what this says of, too: a StatefulSet's pods are named after it. */
  public Adoption only(Predicate<ApiObject> filter) {
    return new Adoption(owners, candidates, owner, selects.and(filter), finalizers);
  }

  /** Put on with adoption, taken off with release: a Job's. */
  public Adoption withFinalizer(String finalizer) {
    return new Adoption(owners, candidates, owner, selects, List.of(finalizer));
  }

  /**
   * @return what the owner controls now
   * @throws ApiFailure the first that could not be claimed or released, once all have been tried
   */
  public List<ApiObject> claim(List<ApiObject> among) {
    List<ApiObject> claimed = new ArrayList<>(among.size());
    Optional<ApiFailure> failure = Optional.empty();
    for (ApiObject each : among) {
      try {
        if (claims(each)) {
          claimed.add(each);
        }
      } catch (ApiFailure e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return claimed;
  }

  private boolean claims(ApiObject each) {
    Optional<OwnerRef> controller = OwnerRefs.controllerOf(each);
    if (controller.isPresent()) {
      if (!controller.get().uid().equals(owner.uid())) {
        return false;
      }
      if (selects.test(each)) {
        return true;
      }
      if (!owner.isBeingDeleted()) {
        release(each);
      }
      return false;
    }
    boolean isWanted = !owner.isBeingDeleted() && selects.test(each);
    return isWanted
        && !each.isBeingDeleted()
        && each.namespace().equals(owner.namespace())
        && adopt(each);
  }

  private boolean adopt(ApiObject each) {
    checkOwner();
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("uid", each.uid())
            .put("ownerReferences", JsonArray.of(OwnerRefs.toController(owner)));
    if (!finalizers.isEmpty()) {
      metadata.put("finalizers", JsonArray.ofText(finalizers));
    }
    try {
      patch(each.objectName(), metadata.build());
      return true;
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return false;
      }
      throw e;
    }
  }

  private void release(ApiObject each) {
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("uid", each.uid())
            .put(
                "ownerReferences",
                JsonArray.of(
                    JsonObject.builder().put("$patch", "delete").put("uid", owner.uid()).build()));
    if (!finalizers.isEmpty()) {
      metadata.put("$deleteFromPrimitiveList/finalizers", JsonArray.ofText(finalizers));
    }
    try {
      patch(each.objectName(), metadata.build());
    } catch (ApiFailure e) {
      // Gone, or another of its name: either way it is not ours any more.
      if (e.status().code() != 404 && e.status().code() != 422) {
        throw e;
      }
    }
  }

  private void patch(ObjectName name, JsonObject metadata) {
    candidates.patch(
        name, PatchType.STRATEGIC_MERGE, JsonWriter.bytes(JsonObject.of("metadata", metadata)));
  }

  private void checkOwner() {
    if (isAllowed) {
      return;
    }
    ApiObject fresh = owners.get(owner.objectName());
    if (!fresh.uid().equals(owner.uid())) {
      throw refusal(
          "original %s is gone: got uid %s, wanted %s"
              .formatted(described(), fresh.uid(), owner.uid()));
    }
    if (fresh.isBeingDeleted()) {
      throw refusal(
          "%s has just been deleted at %s"
              .formatted(described(), fresh.metadata().text("deletionTimestamp")));
    }
    isAllowed = true;
  }

  private String described() {
    return owner.tree().text("kind") + " " + owner.objectName();
  }

  private static ApiFailure refusal(String why) {
    return new ApiFailure(ApiStatus.of(409, "Conflict", "can't adopt: " + why));
  }
}
