package dev.keelson.controllers.clusterrole;

import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.util.List;
import java.util.Optional;

/** Any role that changes may be selected by any that aggregates: all of those are looked at. */
public final class ClusterRoleAggregation {
  private static final String NAME = "clusterrole-aggregation-controller";
  public static final ControllerKind KIND = ControllerKind.of(NAME, ClusterRoleAggregation::start);

  private static final String AGGREGATED = "clusterrole-aggregation/aggregated";
  private static final int WORKERS = 5;

  private ClusterRoleAggregation() {}

  private static Controller start(ControllerContext context) {
    Informer roles =
        context
            .informers()
            .of("rbac.authorization.k8s.io/v1", "clusterroles")
            .index(
                AGGREGATED,
                each -> AggregationPlan.isAggregated(each) ? List.of("true") : List.of());
    return Loop.of(NAME, context, name -> reconcile(context, roles, name))
        .on(
            roles,
            _ ->
                roles.store().byIndex(AGGREGATED, "true").stream()
                    .map(ApiObject::objectName)
                    .toList())
        .start(WORKERS);
  }

  private static Result reconcile(ControllerContext context, Informer roles, ObjectName name) {
    Optional<ApiObject> role = roles.store().get(name).filter(AggregationPlan::isAggregated);
    Optional<JsonArray> rules =
        role.flatMap(each -> AggregationPlan.rules(each, roles.store().list()));
    if (rules.isEmpty()) {
      return Result.done();
    }
    ApiObject wanted =
        new ApiObject(
            JsonObject.builder()
                .put("apiVersion", "rbac.authorization.k8s.io/v1")
                .put("kind", "ClusterRole")
                .put("metadata", JsonObject.builder().put("name", name.name()).build())
                .put("rules", rules.get())
                .build());
    try {
      context.writing(roles).apply(wanted, WriteOptions.by(NAME).forced());
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    return Result.done();
  }
}
