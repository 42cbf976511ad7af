package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.pod.EvictionDecision;
import dev.keelson.apiserver.server.kind.pod.PodBinding;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.List;
import java.util.Optional;

/** {@code pods/binding} and {@code pods/eviction}. */
public final class PodVerbs {
  private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");
  private static final GroupVersionKind EVICTION = new GroupVersionKind("policy", "v1", "Eviction");
  private static final int TRIES = 20;

  private final Serving serving;
  private final ObjectWriter writer;
  private final Deletion deletion;

  public PodVerbs(Serving serving, ObjectWriter writer) {
    this.serving = serving;
    this.writer = writer;
    this.deletion = new Deletion(serving);
  }

  /** Of {@code pods/binding}, and of {@code bindings} whose name is the pod's. */
  public Verbs.Special binding() {
    return new CreateOnly(serving, BINDING, this::bind);
  }

  private ApiObject bind(Call call, ApiObject binding) {
    FieldErrors errors = new FieldErrors();
    PodBinding.check(binding, errors);
    Validation.refuse(BINDING, binding.name(), errors);
    String name = call.info().name().isEmpty() ? binding.name() : call.info().name();
    WriteCall write = podCall(call, name);
    writer.amend(write, live -> PodBinding.bind(live, binding, serving.clock().instant()));
    return success();
  }

  private WriteCall podCall(Call call, String name) {
    Resource pods = serving.resources().get("v1", "pods");
    return new WriteCall(
        pods,
        "binding",
        "binding",
        new ObjectName(call.info().namespace(), name),
        call.caller(),
        call.manager(),
        false,
        DryRun.of(call.request()));
  }

  public Verbs.Special eviction() {
    return new CreateOnly(serving, EVICTION, this::evict);
  }

  private ApiObject evict(Call call, ApiObject eviction) {
    if (!eviction.name().isEmpty() && !eviction.name().equals(call.info().name())) {
      throw new ApiFailure(
          ApiStatus.badRequest("name in URL does not match name in Eviction object"));
    }
    DeleteOptions options =
        DeleteOptions.of(eviction.tree().object("deleteOptions"), call.request());
    WriteCall write = podCall(call, call.info().name()).of("").dry(options.isDryRun());
    for (int i = 0; i < TRIES; i++) {
      Stored stored = pod(write);
      ApiObject pod = stored.object();
      DeleteOptions exact = options;
      switch (EvictionDecision.of(
          pod, EvictionDecision.matching(pod, budgets(pod)), serving.clock().instant())) {
        case EvictionDecision.Refuse(ApiStatus status) -> throw new ApiFailure(status);
        case EvictionDecision.Allow(Optional<ApiObject> budget, boolean unlessChanged) -> {
          if (budget.isPresent() && !write.isDryRun() && !counted(call, budget.get())) {
            continue;
          }
          if (unlessChanged) {
            exact = options.onlyAt(Long.toString(stored.revision()));
          }
        }
      }
      try {
        deletion.delete(write, write.isDryRun() ? exact : marked(write, exact));
        return success();
      } catch (ApiFailure e) {
        if (e.status().code() != 409 || !options.resourceVersion().isEmpty()) {
          throw e;
        } // it changed between the decision and the deletion: decide anew
      }
    }
    throw new ApiFailure(ApiStatus.tooManyRequests("the pod changes too fast to be evicted", 10));
  }

  /**
   * Writes into the pod why it goes, before it goes: a Job's failure policy looks for it.
   *
   * @return how to delete it: where that is asked of one version, now of the one just written
   */
  private DeleteOptions marked(WriteCall write, DeleteOptions options) {
    for (int i = 0; i < TRIES; i++) {
      Stored stored = pod(write);
      Deletion.requirePreconditions(write, options, stored);
      ApiObject marked = EvictionDecision.marked(stored.object(), serving.clock().instant());
      if (marked.equals(stored.object())) {
        return options;
      }
      if (serving.store().update(write.resource(), marked, stored.revision())
          instanceof Written.Done(Stored done)) {
        return options.resourceVersion().isEmpty()
            ? options
            : options.onlyAt(Long.toString(done.revision()));
      }
    }
    throw new ApiFailure(ApiStatus.tooManyRequests("the pod changes too fast to be evicted", 10));
  }

  private Stored pod(WriteCall write) {
    return serving
        .store()
        .read(write.resource(), write.name())
        .orElseThrow(
            () -> new ApiFailure(ApiStatus.notFound(write.resource().name(), write.name().name())));
  }

  private List<ApiObject> budgets(ApiObject pod) {
    Resource budgets = serving.resources().get("policy/v1", "poddisruptionbudgets");
    return serving
        .cachers()
        .of(budgets)
        .list(ListQuery.of(Selection.in(pod.namespace())))
        .items()
        .stream()
        .map(Stored::object)
        .toList();
  }

  /** Whether the disruption is written down; false: somebody else wrote meanwhile. */
  private boolean counted(Call call, ApiObject budget) {
    Resource budgets = serving.resources().get("policy/v1", "poddisruptionbudgets");
    WriteCall write =
        new WriteCall(
            budgets,
            "status",
            "status",
            budget.objectName(),
            call.caller(),
            call.manager(),
            false,
            false);
    try {
      writer.update(write, _ -> budget);
      return true;
    } catch (ApiFailure e) {
      if (e.status().code() == 409) {
        return false;
      }
      throw e;
    }
  }

  private static ApiObject success() {
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("metadata", JsonObject.EMPTY)
            .put("status", "Success")
            .put("code", 201)
            .build());
  }
}
