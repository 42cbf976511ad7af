package dev.keelson.controllers.vapstatus;

import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.basis.Periodic;
import java.time.Duration;
import java.util.List;

/** Policies are few and change seldom: they are listed, not watched. */
public final class PolicyStatus {
  public static final ControllerKind KIND =
      ControllerKind.of("validatingadmissionpolicy-status-controller", PolicyStatus::start);

  /** The pause between two looks; also how long policies stay unnoticed once they are served. */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private PolicyStatus() {}

  private static Controller start(ControllerContext context) {
    ResourceClient policies =
        context.client().resource("admissionregistration.k8s.io/v1", "validatingadmissionpolicies");
    return Periodic.start(
        "validatingadmissionpolicy-status-controller",
        context.timing(),
        PERIOD,
        List.of(),
        () -> look(policies));
  }

  private static void look(ResourceClient policies) {
    List<ApiObject> all;
    try {
      all = policies.list("", ListOptions.ALL).items();
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return;
      }
      throw e;
    }
    all.stream().filter(PolicyStatus::isBehind).forEach(each -> write(policies, each));
  }

  private static boolean isBehind(ApiObject policy) {
    return policy.status().number("observedGeneration", 0) < policy.generation();
  }

  private static void write(ResourceClient policies, ApiObject policy) {
    JsonObject status =
        JsonObject.builder()
            .put("observedGeneration", policy.generation())
            .put("typeChecking", JsonObject.EMPTY)
            .build();
    try {
      policies
          .subresource("status")
          .patch(
              policy.objectName(),
              PatchType.MERGE,
              JsonWriter.bytes(JsonObject.of("status", status)),
              WriteOptions.USUAL);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }
}
